using System.Globalization;
using System.Numerics;
using System.Text;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Abi;

/// <summary>
/// Encoded values in words: numbers in decimal, addresses with their checksum, bytes as <c>0x</c> hex, lists in [ ] and tuples in ( ). The data is somebody else's: what it
/// claims is believed only as far as it reaches.
/// </summary>
public sealed class AbiWords
{
    private const int WordLength = 32;

    // A short encoding can claim a long list of lists again and again.
    private const int MostValues = 256;

    private readonly ReadOnlyMemory<byte> _data;
    private int _values;
    private int _contents;

    private AbiWords(ReadOnlyMemory<byte> data) => _data = data;

    /// <summary>Reads the values of a tuple, in its order.</summary>
    /// <exception cref="FormatException">The data is no encoding of it, or one of very many values.</exception>
    public static IReadOnlyList<string> Read(IReadOnlyList<AbiParameter> parameters, ReadOnlyMemory<byte> data) => new AbiWords(data).Tuple(parameters.Select(parameter => parameter.Type), 0);

    private List<string> Tuple(IEnumerable<AbiType> types, int start)
    {
        var values = new List<string>();
        var place = start;
        foreach (var type in types)
        {
            values.Add(Value(type, type.IsDynamic ? Offset(Number(place), start) : place));
            place += type.Words * WordLength;
        }

        return values;
    }

    private string Value(AbiType type, int place)
    {
        if (++_values > MostValues)
            throw new FormatException("Too many values.");
        return type switch
        {
            AbiType.Whole whole => Whole(whole, place),
            AbiType.Account => Address.FromBytes(Slice(place, WordLength)[12..]).ToChecksum(),
            AbiType.Truth => Number(place).IsZero ? "false" : "true",
            AbiType.FixedBytes bytes => HexConvert.ToHex(Slice(place, WordLength)[..bytes.Size]),
            AbiType.Octets => HexConvert.ToHex(Contents(place)),
            AbiType.Text => Encoding.UTF8.GetString(Contents(place)),
            AbiType.Many { Length: { } count } list => $"[{string.Join(", ", Tuple(Enumerable.Repeat(list.Item, count), place))}]",
            AbiType.Many list => $"[{string.Join(", ", Tuple(Enumerable.Repeat(list.Item, Offset(Number(place), 0)), place + WordLength))}]",
            AbiType.Members members => $"({string.Join(", ", Tuple(members.Parts.Select(part => part.Type), place))})",
            _ => throw new FormatException($"{type.Name} cannot be read."),
        };
    }

    private string Whole(AbiType.Whole type, int place) =>
        new BigInteger(Slice(place, WordLength), isUnsigned: !type.IsSigned, isBigEndian: true).ToString(CultureInfo.InvariantCulture);

    private ReadOnlySpan<byte> Contents(int place)
    {
        var length = Offset(Number(place), 0);
        // Or the same bytes again and again.
        if ((_contents += length) > _data.Length)
            throw new FormatException("More contents than data.");
        return Slice(place + WordLength, length);
    }

    private BigInteger Number(int place) => new(Slice(place, WordLength), isUnsigned: true, isBigEndian: true);

    private int Offset(BigInteger number, int start) => number <= _data.Length - start ? start + (int)number : throw new FormatException("The data ends before its contents.");

    private ReadOnlySpan<byte> Slice(int start, int length) =>
        start >= 0 && length >= 0 && start <= _data.Length - length ? _data.Span.Slice(start, length) : throw new FormatException("The data ends before its contents.");
}
