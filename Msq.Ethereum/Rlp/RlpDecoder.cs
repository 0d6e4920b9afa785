using System.Numerics;

namespace Msq.Ethereum.Rlp;

/// <summary>
/// Reads Recursive Length Prefix (Ethereum yellow paper, appendix B). Strict: only the one encoding that <see cref="RlpEncoder"/> writes is taken, so that
/// equal content means equal bytes and equal hashes.
/// </summary>
public static class RlpDecoder
{
    private const byte StringKind = 0x80;
    private const byte ListKind = 0xc0;
    private const int LongestShort = 55;

    // Nothing in Ethereum nests deeper than a handful of lists; bytes from outside must not be able to use up the stack.
    private const int Deepest = 32;

    /// <summary>Decodes one item, which must be all there is.</summary>
    /// <exception cref="FormatException">Not canonical, cut short, or followed by more bytes.</exception>
    public static RlpItem Decode(ReadOnlySpan<byte> encoded)
    {
        var rest = encoded;
        var item = Take(ref rest, depth: 0);
        return rest.IsEmpty ? item : throw new FormatException($"{rest.Length} bytes follow the RLP item.");
    }

    private static RlpItem Take(ref ReadOnlySpan<byte> rest, int depth)
    {
        if (rest.IsEmpty)
            throw new FormatException("There are no bytes to read as RLP.");
        var first = rest[0];
        if (first < StringKind)
            return RlpItem.String(Cut(ref rest, 0, 1));

        var isList = first >= ListKind;
        var (start, length) = Length(rest, isList ? ListKind : StringKind);
        var content = Cut(ref rest, start, length);
        if (isList)
            return RlpItem.List(TakeAll(content, depth + 1));
        if (content.Length == 1 && content[0] < StringKind)
            throw new FormatException("An RLP byte below 0x80 has a prefix.");
        return RlpItem.String(content);
    }

    private static List<RlpItem> TakeAll(ReadOnlySpan<byte> content, int depth)
    {
        if (depth > Deepest)
            throw new FormatException($"RLP lists nest deeper than {Deepest}.");
        var items = new List<RlpItem>();
        while (!content.IsEmpty)
            items.Add(Take(ref content, depth));
        return items;
    }

    private static (int Start, int Length) Length(ReadOnlySpan<byte> rest, byte kind)
    {
        var shortLength = rest[0] - kind;
        if (shortLength <= LongestShort)
            return (1, shortLength);

        var size = shortLength - LongestShort;
        if (rest.Length < 1 + size)
            throw new FormatException("An RLP length ends early.");
        if (rest[1] == 0)
            throw new FormatException("An RLP length has a leading zero.");
        var length = new BigInteger(rest.Slice(1, size), isUnsigned: true, isBigEndian: true);
        if (length <= LongestShort)
            throw new FormatException("A short RLP item has the long form.");
        return (1 + size, (int)BigInteger.Min(length, int.MaxValue));
    }

    private static ReadOnlySpan<byte> Cut(ref ReadOnlySpan<byte> rest, int start, int length)
    {
        if (length > rest.Length - start)
            throw new FormatException("An RLP item ends early.");
        var content = rest.Slice(start, length);
        rest = rest[(start + length)..];
        return content;
    }
}
