namespace Msq.Ethereum.Hex;

/// <summary>Bytes as hexadecimal text.</summary>
public static class HexConvert
{
    /// <summary>Reads hex digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">Not an even number of hex digits.</exception>
    public static byte[] ToBytes(string hex) => Convert.FromHexString(Digits(hex));

    /// <summary>Reads hex digits, with or without <c>0x</c>; false when they are none.</summary>
    public static bool TryToBytes(string? hex, out byte[] bytes)
    {
        bytes = [];
        if (hex is null)
            return false;
        var digits = Digits(hex);
        if (digits.Length % 2 != 0)
            return false;
        var result = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, result, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        bytes = result;
        return true;
    }

    /// <summary>Lower-case hex, with <c>0x</c> unless told otherwise.</summary>
    public static string ToHex(ReadOnlySpan<byte> bytes, bool prefix = true) =>
        prefix ? "0x" + Convert.ToHexStringLower(bytes) : Convert.ToHexStringLower(bytes);

    /// <summary>Whether a text is calldata as JSON-RPC writes it: <c>0x</c> and an even number of hex digits.</summary>
    public static bool IsData(string? text) =>
        text is not null && text.StartsWith("0x", StringComparison.Ordinal) && text.Length % 2 == 0 && text.AsSpan(2).IndexOfAnyExcept(HexDigits) < 0;

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static ReadOnlySpan<char> Digits(string hex) => hex.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? hex.AsSpan(2) : hex;
}
