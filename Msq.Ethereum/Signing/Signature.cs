using System.Numerics;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Signing;

/// <summary>A secp256k1 signature.</summary>
/// <param name="R">The r value.</param>
/// <param name="S">The s value, in the lower half of the order (EIP-2).</param>
/// <param name="RecoveryId">0 or 1: the parity of the point whose x is r.</param>
public readonly record struct Signature(BigInteger R, BigInteger S, byte RecoveryId)
{
    /// <summary>Reads 65 bytes (r, s, v as 0, 1, 27 or 28) or the 64 of EIP-2098 (r, then s with the parity in its highest bit).</summary>
    /// <returns>Null for anything else. Whether a key made it is for <see cref="EthereumKey.Recover"/> to say.</returns>
    public static Signature? Read(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        65 when bytes[64] is 0 or 1 or 27 or 28 => new(Number(bytes[..32]), Number(bytes[32..64]), (byte)(bytes[64] % 27)),
        64 => new(Number(bytes[..32]), Number(bytes[32..]) & (BigInteger.One << 255) - 1, (byte)(bytes[32] >> 7)),
        _ => null,
    };

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>r, s and v = 27 + recovery id.</summary>
    public byte[] To65Bytes() => [.. UInt256.ToBytes32(R), .. UInt256.ToBytes32(S), (byte)(27 + RecoveryId)];
}
