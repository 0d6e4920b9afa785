using System.Globalization;
using System.Numerics;

namespace Msq.Ethereum.Hex;

/// <summary>Numbers as Ethereum's JSON-RPC writes them: <c>0x</c> and hex digits without leading zeros, <c>0x0</c> for zero.</summary>
public static class Quantity
{
    /// <summary>Writes a number that is not negative.</summary>
    public static string ToHex(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value.Sign);
        var digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    /// <summary>Writes a number.</summary>
    public static string ToHex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>Reads a number of at most 256 bits.</summary>
    /// <exception cref="FormatException">Not <c>0x</c> and 1 to 64 hex digits.</exception>
    public static BigInteger Parse(string text)
    {
        if (text.Length is < 3 or > 66 || !text.StartsWith("0x", StringComparison.Ordinal))
            throw new FormatException("A quantity is 0x and 1 to 64 hex digits.");
        return BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a number of at most 64 bits.</summary>
    /// <exception cref="FormatException">Not a quantity, or larger.</exception>
    public static ulong ParseUInt64(string text)
    {
        var value = Parse(text);
        return value <= ulong.MaxValue ? (ulong)value : throw new FormatException("The quantity exceeds 64 bits.");
    }
}
