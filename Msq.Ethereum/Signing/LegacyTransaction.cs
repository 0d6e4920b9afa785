using System.Numerics;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Signing;

/// <summary>A transaction of before EIP-2718, bound to its chain by EIP-155.</summary>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="GasPrice">Wei per gas.</param>
/// <param name="GasLimit">Units of gas.</param>
/// <param name="To">The target; null creates a contract.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Calldata.</param>
public sealed record LegacyTransaction(ulong ChainId, ulong Nonce, BigInteger GasPrice, ulong GasLimit, Address? To, BigInteger Value, byte[] Data)
{
    /// <summary>EIP-155: v = chain id × 2 + 35 + recovery id.</summary>
    internal const int LowestV = 35;

    /// <summary>What is signed.</summary>
    public byte[] SigningHash() => Keccak256.Hash(Encode(ChainId, 0, 0));

    /// <summary>Signs it.</summary>
    public SignedTransaction Sign(EthereumKey key) => WithSignature(key.Sign(SigningHash()));

    /// <summary>Puts a signature made elsewhere on it.</summary>
    public SignedTransaction WithSignature(Signature signature)
    {
        var raw = Encode((new BigInteger(ChainId) * 2) + LowestV + signature.RecoveryId, signature.R, signature.S);
        return new SignedTransaction(raw, HexConvert.ToHex(Keccak256.Hash(raw)), signature);
    }

    private byte[] Encode(BigInteger v, BigInteger r, BigInteger s) => RlpEncoder.List(
        RlpEncoder.Number(Nonce), RlpEncoder.Number(GasPrice), RlpEncoder.Number(GasLimit), RlpEncoder.Bytes(To?.ToBytes() ?? []),
        RlpEncoder.Number(Value), RlpEncoder.Bytes(Data), RlpEncoder.Number(v), RlpEncoder.Number(r), RlpEncoder.Number(s));
}
