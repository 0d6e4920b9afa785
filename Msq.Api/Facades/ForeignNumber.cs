using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;

namespace Msq.Api.Facades;

/// <summary>Whole numbers as other programs write them: JSON numbers (also <c>1e+21</c>, as JavaScript prints them), decimal strings, <c>0x</c> hex.</summary>
internal static class ForeignNumber
{
    // 10^77 is the largest power of ten that 256 bits hold; more digits only cost time.
    private const int LongestText = 80;
    private const int LargestExponent = 77;

    /// <summary>The number; null when it is none.</summary>
    public static BigInteger? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => Parse(json.GetRawText()),
        JsonValueKind.String => Parse(json.GetString()!),
        _ => null,
    };

    /// <summary>The number in decimal digits; what is none stays as it is, for whoever checks it.</summary>
    public static string Text(JsonElement json) => Read(json) is { } number
        ? number.ToString(CultureInfo.InvariantCulture)
        : json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    private static BigInteger? Parse(string text)
    {
        if (text.Length is 0 or > LongestText)
            return null;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var digits = text.AsSpan(2).TrimStart('0');
            return text.Length > 2 && digits.Length <= 64 && HexConvert.IsData("0x" + new string('0', digits.Length % 2) + digits.ToString())
                ? digits.Length == 0 ? BigInteger.Zero : Quantity.Parse("0x" + digits.ToString())
                : null;
        }

        var mark = text.IndexOfAny(['e', 'E']);
        if (mark >= 0 && !(int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) && exponent is >= 0 and <= LargestExponent))
            return null;
        // 1.5e+21 is a whole number too; what is none does not parse.
        return BigInteger.TryParse(text, NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
