using System.Numerics;
using System.Text;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Abi;

/// <summary>Calldata by Solidity's contract ABI, for the few types that Msq's calls have.</summary>
public static class AbiEncoder
{
    /// <summary>The first four bytes of the hash of a signature like <c>nonces(address)</c>.</summary>
    public static byte[] Selector(string signature) => Keccak256.Hash(Encoding.ASCII.GetBytes(signature))[..4];

    /// <summary>
    /// Encodes a tuple: <see cref="Address"/>, <see cref="BigInteger"/> (unsigned) and <see cref="Word"/> in place, <c>byte[]</c> (bytes, string),
    /// <see cref="AbiTuple"/>, <see cref="AbiArray"/> and <see cref="Encoded"/> behind an offset.
    /// </summary>
    public static byte[] Encode(params IReadOnlyList<object> values)
    {
        var head = new MemoryStream();
        var tail = new MemoryStream();
        foreach (var value in values)
        {
            if (Static(value) is { } word)
            {
                head.Write(word);
                continue;
            }

            head.Write(UInt256.ToBytes32((values.Count * 32) + tail.Length));
            tail.Write(value switch
            {
                byte[] bytes => [.. UInt256.ToBytes32(bytes.Length), .. bytes, .. new byte[(32 - (bytes.Length % 32)) % 32]],
                AbiTuple tuple => Encode([.. tuple.Values]),
                AbiArray array => [.. UInt256.ToBytes32(array.Items.Count), .. Encode([.. array.Items])],
                Encoded encoded => encoded.Bytes,
                _ => throw new ArgumentException($"{value.GetType().Name} has no encoding.", nameof(values)),
            });
        }

        return [.. head.ToArray(), .. tail.ToArray()];
    }

    private static byte[]? Static(object value) => value switch
    {
        Address address => [.. new byte[12], .. address.ToBytes()],
        BigInteger number => UInt256.ToBytes32(number),
        Word word => word.Bytes,
        _ => null,
    };
}

/// <summary>32 bytes in place (<c>bytes32</c>).</summary>
public sealed record Word(byte[] Bytes);

/// <summary>An array of any length.</summary>
public sealed record AbiArray(IReadOnlyList<object> Items);

/// <summary>What stands behind an offset, encoded already.</summary>
public sealed record Encoded(byte[] Bytes);

/// <summary>A tuple with a dynamic member.</summary>
public sealed record AbiTuple(params IReadOnlyList<object> Values);
