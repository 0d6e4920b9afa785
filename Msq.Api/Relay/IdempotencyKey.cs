namespace Msq.Api.Relay;

/// <summary>The <c>Idempotency-Key</c> header (draft-ietf-httpapi-idempotency-key-header): bare or as a quoted string, 1 to 255 visible ASCII characters.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 255;

    /// <summary>Reads the header, and notes what is wrong with it. Null when there is none.</summary>
    public static string? Read(HttpRequest request, FieldReader fields)
    {
        if (!TryRead(request, out var key))
            fields.Wrong(Header, "must be given once, as 1 to 255 visible ASCII characters");
        return key;
    }

    private static bool TryRead(HttpRequest request, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue(Header, out var values))
            return true;
        if (values is not [{ } text])
            return false;
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
            text = text[1..^1];
        key = text;
        return text.Length is > 0 and <= Longest && text.All(character => character is > ' ' and <= '~');
    }
}
