using System.Numerics;

namespace Msq.Ethereum.Rlp;

/// <summary>A byte string or a list, as <see cref="RlpDecoder"/> read it.</summary>
public sealed class RlpItem
{
    private readonly byte[]? _bytes;
    private readonly IReadOnlyList<RlpItem>? _items;

    private RlpItem(byte[]? bytes, IReadOnlyList<RlpItem>? items)
    {
        _bytes = bytes;
        _items = items;
    }

    /// <summary>A list, not a byte string.</summary>
    public bool IsList => _items is not null;

    /// <summary>The bytes of a string.</summary>
    /// <exception cref="FormatException">It is a list.</exception>
    public byte[] Bytes => _bytes ?? throw new FormatException("An RLP list stands where a byte string is expected.");

    /// <summary>The items of a list.</summary>
    /// <exception cref="FormatException">It is a byte string.</exception>
    public IReadOnlyList<RlpItem> Items => _items ?? throw new FormatException("An RLP byte string stands where a list is expected.");

    /// <summary>The string as a big-endian number without leading zeros; empty is zero.</summary>
    /// <param name="bits">The most bits that it may have.</param>
    /// <exception cref="FormatException">A list, a leading zero, or too large.</exception>
    public BigInteger Number(int bits = 256)
    {
        if (Bytes.Length > 0 && Bytes[0] == 0)
            throw new FormatException("An RLP number has a leading zero.");
        var number = new BigInteger(Bytes, isUnsigned: true, isBigEndian: true);
        return number.GetBitLength() <= bits ? number : throw new FormatException($"An RLP number has more than {bits} bits.");
    }

    internal static RlpItem String(ReadOnlySpan<byte> bytes) => new(bytes.ToArray(), null);

    internal static RlpItem List(IReadOnlyList<RlpItem> items) => new(null, items);
}
