using System.Globalization;
using System.Numerics;

namespace Msq.Ethereum.Values;

/// <summary>Solidity's <c>uint256</c>, held in a <see cref="BigInteger"/>.</summary>
public static class UInt256
{
    /// <summary>2^256 − 1.</summary>
    public static BigInteger Max { get; } = (BigInteger.One << 256) - 1;

    /// <summary>Reads decimal digits, and nothing but digits: no sign, space, exponent or leading zero.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number, when it is one.</param>
    /// <param name="error">What is wrong with it, when it is none.</param>
    public static bool TryParseDecimal(string? text, out BigInteger value, out string? error)
    {
        value = default;
        error = "must be a decimal string of digits only";
        // 78 digits hold 2^256 − 1; the check also keeps a long text from costing time.
        if (string.IsNullOrEmpty(text) || text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            return false;
        if (text.Length > 1 && text[0] == '0')
        {
            error = "must not have leading zeros";
            return false;
        }

        error = "must be at most 2^256 - 1";
        if (text.Length > 78)
            return false;
        value = BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        if (value > Max)
            return false;
        error = null;
        return true;
    }

    /// <summary>32 big-endian bytes.</summary>
    public static byte[] ToBytes32(BigInteger value)
    {
        if (value.Sign < 0 || value > Max)
            throw new ArgumentOutOfRangeException(nameof(value), "Not a uint256.");
        var bytes = new byte[32];
        var length = value.GetByteCount(isUnsigned: true);
        value.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
