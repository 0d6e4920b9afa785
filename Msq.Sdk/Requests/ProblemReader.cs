using System.Text;
using System.Text.Json;

namespace Msq.Sdk.Requests;

/// <summary>Reads problems, and makes one of an answer that is none.</summary>
internal static class ProblemReader
{
    private const int MostText = 200;

    public static MsqProblem Read(HttpResponseMessage answer, byte[] body)
    {
        var (status, title) = ((int)answer.StatusCode, answer.ReasonPhrase ?? "");
        if (!answer.IsSuccessStatusCode && Parse(body) is { Code: { } code } said)
            return new MsqProblem(said.Title ?? title, status, code, said.Detail ?? said.Message, said.Errors);

        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MostText)).Trim();
        return new MsqProblem(title, status, MsqProblem.UnexpectedAnswer, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered: {text}", null);
    }

    private static Refusal? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Refusal>(body, MsqJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Msq's own (RFC 9457), and those of its Defender interface, which have a message.
    private sealed record Refusal(string? Title, string? Code, string? Detail, string? Message, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors);
}
