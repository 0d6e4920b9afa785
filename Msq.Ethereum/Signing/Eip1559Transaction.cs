using System.Numerics;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Signing;

/// <summary>A type-2 transaction (EIP-1559 in the envelope of EIP-2718) without an access list.</summary>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="MaxPriorityFeePerGas">Wei per gas.</param>
/// <param name="MaxFeePerGas">Wei per gas.</param>
/// <param name="GasLimit">Units of gas.</param>
/// <param name="To">The target; null creates a contract.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Calldata.</param>
public sealed record Eip1559Transaction(
    ulong ChainId, ulong Nonce, BigInteger MaxPriorityFeePerGas, BigInteger MaxFeePerGas, ulong GasLimit, Address? To, BigInteger Value, byte[] Data)
{
    internal const byte Type = 2;

    /// <summary>What is signed.</summary>
    public byte[] SigningHash() => Keccak256.Hash(Envelope([]));

    /// <summary>Signs it.</summary>
    public SignedTransaction Sign(EthereumKey key) => WithSignature(key.Sign(SigningHash()));

    /// <summary>Puts a signature made elsewhere on it.</summary>
    public SignedTransaction WithSignature(Signature signature)
    {
        var raw = Envelope([RlpEncoder.Number(signature.RecoveryId), RlpEncoder.Number(signature.R), RlpEncoder.Number(signature.S)]);
        return new SignedTransaction(raw, HexConvert.ToHex(Keccak256.Hash(raw)), signature);
    }

    private byte[] Envelope(byte[][] signature)
    {
        byte[][] fields =
        [
            RlpEncoder.Number(ChainId), RlpEncoder.Number(Nonce), RlpEncoder.Number(MaxPriorityFeePerGas), RlpEncoder.Number(MaxFeePerGas),
            RlpEncoder.Number(GasLimit), RlpEncoder.Bytes(To?.ToBytes() ?? []), RlpEncoder.Number(Value), RlpEncoder.Bytes(Data), RlpEncoder.List(),
            .. signature,
        ];
        return [Type, .. RlpEncoder.List(fields)];
    }
}
