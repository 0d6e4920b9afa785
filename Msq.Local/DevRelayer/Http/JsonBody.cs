using System.Text.Json;

namespace Msq.Local.DevRelayer.Http;

/// <summary>Reads a request's JSON. What is wrong with it is said in plain text, for the original's framework speaks before its handlers.</summary>
internal static class JsonBody
{
    private const int Limit = 2 * 1024 * 1024;

    /// <exception cref="TextException">Not JSON by its content type or its syntax (400), or over 2 MiB (413).</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        if (!IsJson(request.ContentType)) throw new TextException(StatusCodes.Status400BadRequest, "Content type error");
        if (request.ContentLength > Limit) throw TooLarge();
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + count > Limit) throw TooLarge();
            body.Write(buffer, 0, count);
        }

        try
        {
            body.Position = 0;
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            var problem = body.Length == 0 ? "EOF while parsing a value" : "expected value";
            throw new TextException(
                StatusCodes.Status400BadRequest,
                $"Json deserialize error: {problem} at line {(e.LineNumber ?? 0) + 1} column {(e.BytePositionInLine ?? 0) + (body.Length == 0 ? 0 : 1)}");
        }
    }

    private static bool IsJson(string? contentType)
    {
        var type = contentType?.Split(';')[0].Trim();
        return type is not null && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }

    private static TextException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, $"JSON payload has exceeded limit ({Limit} bytes).");
}
