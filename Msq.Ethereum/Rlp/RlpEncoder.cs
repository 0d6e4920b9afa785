using System.Numerics;

namespace Msq.Ethereum.Rlp;

/// <summary>Recursive Length Prefix (Ethereum yellow paper, appendix B).</summary>
public static class RlpEncoder
{
    /// <summary>Encodes a byte string.</summary>
    public static byte[] Bytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < 0x80 ? [bytes[0]] : [.. Prefix(0x80, bytes.Length), .. bytes];

    /// <summary>Encodes a number as its shortest big-endian bytes; zero is the empty string.</summary>
    public static byte[] Number(BigInteger value) => value.IsZero ? [0x80] : Bytes(value.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>Encodes a list of items that are encoded already.</summary>
    public static byte[] List(params IReadOnlyList<byte[]> items)
    {
        var length = items.Sum(item => item.Length);
        var prefix = Prefix(0xc0, length);
        var encoded = new byte[prefix.Length + length];
        prefix.CopyTo(encoded, 0);
        var position = prefix.Length;
        foreach (var item in items)
        {
            item.CopyTo(encoded, position);
            position += item.Length;
        }

        return encoded;
    }

    private static byte[] Prefix(byte kind, int length)
    {
        if (length <= 55)
            return [(byte)(kind + length)];
        var size = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(kind + 55 + size.Length), .. size];
    }
}
