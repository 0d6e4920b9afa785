using System.Numerics;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Signing;

/// <summary>A secp256k1 signature.</summary>
/// <param name="R">The r value.</param>
/// <param name="S">The s value, in the lower half of the order (EIP-2).</param>
/// <param name="RecoveryId">0 or 1: the parity of the point whose x is r.</param>
public readonly record struct Signature(BigInteger R, BigInteger S, byte RecoveryId)
{
    /// <summary>r, s and v = 27 + recovery id.</summary>
    public byte[] To65Bytes() => [.. UInt256.ToBytes32(R), .. UInt256.ToBytes32(S), (byte)(27 + RecoveryId)];
}
