using System.Numerics;
using System.Text;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Abi;

/// <summary>Reads what a contract returned, by its place in the head of the tuple.</summary>
/// <param name="data">The encoded tuple.</param>
public sealed class AbiReader(ReadOnlyMemory<byte> data)
{
    private const int WordLength = 32;

    /// <summary>The member at a place, as a number.</summary>
    /// <exception cref="FormatException">The data ends before it; so for all members.</exception>
    public BigInteger Number(int place) => new(Slice(place * WordLength, WordLength).Span, isUnsigned: true, isBigEndian: true);

    /// <summary>An address.</summary>
    public Address Address(int place) => Values.Address.FromBytes(Slice(place * WordLength, WordLength).Span[12..]);

    /// <summary>Bytes of any length.</summary>
    public byte[] Bytes(int place)
    {
        var start = Offset(Number(place));
        var length = Offset(new BigInteger(Slice(start, WordLength).Span, isUnsigned: true, isBigEndian: true));
        return Slice(start + WordLength, length).ToArray();
    }

    /// <summary>A text.</summary>
    public string Text(int place) => Encoding.UTF8.GetString(Bytes(place));

    private int Offset(BigInteger number) => number <= data.Length ? (int)number : throw new FormatException("The data ends before its contents.");

    private ReadOnlyMemory<byte> Slice(int start, int length) =>
        start >= 0 && length >= 0 && start <= data.Length - length ? data.Slice(start, length) : throw new FormatException("The data ends before its contents.");
}
