namespace Msq.Api.Relay;

/// <summary>The <c>Idempotency-Key</c> header (draft-ietf-httpapi-idempotency-key-header): bare or as a quoted string, 1 to 255 visible ASCII characters.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 255;

    /// <summary>What a key has to be.</summary>
    public const string Rule = "must be given once, as 1 to 255 visible ASCII characters";

    /// <summary>Reads the header, and notes what is wrong with it. Null when there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fields">Where to note it.</param>
    /// <param name="room">How many characters are still to be appended.</param>
    public static string? Read(HttpRequest request, FieldReader fields, int room = 0)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
            return null;
        var key = values is [{ } text] ? Unquote(text) : "";
        if (!IsOne(key) || key.Length + room > Longest)
            fields.Wrong(Header, Rule);
        return key;
    }

    /// <summary>Whether a text is a key.</summary>
    public static bool IsOne(string text) => text.Length is > 0 and <= Longest && text.All(character => character is > ' ' and <= '~');

    private static string Unquote(string text) => text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
}
