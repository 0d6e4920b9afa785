using System.Text.Json;
using System.Text.Unicode;
using Msq.Api.Problems;

namespace Msq.Api;

/// <summary>A request's body as a JSON object, read strictly.</summary>
internal static class JsonBody
{
    private const int Longest = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <summary>Reads the body.</summary>
    /// <returns>What <paramref name="read"/> made of it, or the problem: 415, or 400 for what is no JSON object.</returns>
    /// <exception cref="BadHttpRequestException">413: it is too long.</exception>
    public static async Task<(T? Value, ProblemResult? Problem)> ReadAsync<T>(HttpRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken, int longest = Longest) where T : class
    {
        if (!RequestBody.IsJson(request))
            return (null, ProblemResult.Of(StatusCodes.Status415UnsupportedMediaType, "Send Content-Type: application/json, in UTF-8."));

        var body = await RequestBody.ReadAsync(request, longest, cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            return json.RootElement.ValueKind == JsonValueKind.Object && Utf8.IsValid(body.Span)
                ? (read(json.RootElement), null)
                : (null, Malformed("The body must be a JSON object in UTF-8."));
        }
        catch (JsonException exception)
        {
            return (null, Malformed($"The body is no JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}."));
        }
        catch (InvalidOperationException) // "\ud800" is JSON but no text: reading it throws.
        {
            return (null, Malformed("The body has text that is no valid Unicode."));
        }
    }

    private static ProblemResult Malformed(string detail) => ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.MalformedJson, detail);
}
