using System.Numerics;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>Signs rows and messages with a relayer's key.</summary>
internal static class Signer
{
    /// <summary>Signs the row's payload with its nonce and gas limit; a row with a <c>gas_price</c> becomes a legacy transaction, as in the original.</summary>
    /// <exception cref="FormatException">The receiver or the calldata is no hex.</exception>
    public static SignedBytes Sign(TransactionRow row, Fee fee, Relayer relayer, ulong chainId)
    {
        // An empty receiver creates a contract. The letter case is free: the original does not look at the checksum of EIP-55.
        Address? to = string.IsNullOrEmpty(row.To) ? null : Address.Parse(row.To.ToLowerInvariant());
        var data = row.Data is null ? [] : HexConvert.ToBytes(row.Data);
        var (nonce, gas) = (row.Nonce!.Value, row.GasLimit!.Value);
        if (row.GasPrice is not null) return SignLegacy([nonce, fee.MaxFeePerGas, gas], to, row.Value, data, relayer.Key, chainId);
        var signed = new Eip1559Transaction(chainId, nonce, fee.MaxPriorityFeePerGas, fee.MaxFeePerGas, gas, to, row.Value, data).Sign(relayer.Key);
        return new SignedBytes(signed.Hash, HexConvert.ToHex(signed.Raw), Hex(signed.Signature.R), Hex(signed.Signature.S), signed.Signature.RecoveryId);
    }

    /// <summary>Signs the Keccak-256 hash of the bytes.</summary>
    /// <returns>r and s as 64 hex digits each, and the parity.</returns>
    public static (string R, string S, int Parity) SignMessage(byte[] message, Relayer relayer)
    {
        var signature = relayer.Key.Sign(Keccak256.Hash(message));
        return (Hex(signature.R), Hex(signature.S), signature.RecoveryId);
    }

    // A transaction of before EIP-2718, bound to its chain by EIP-155.
    private static SignedBytes SignLegacy(BigInteger[] head, Address? to, BigInteger value, byte[] data, EthereumKey key, ulong chainId)
    {
        byte[][] payload = [.. head.Select(RlpEncoder.Number), RlpEncoder.Bytes(to?.ToBytes() ?? []), RlpEncoder.Number(value), RlpEncoder.Bytes(data)];
        var hash = Keccak256.Hash(RlpEncoder.List([.. payload, RlpEncoder.Number(chainId), RlpEncoder.Number(0), RlpEncoder.Number(0)]));
        var signature = key.Sign(hash);
        var v = (new BigInteger(chainId) * 2) + 35 + signature.RecoveryId;
        var raw = RlpEncoder.List([.. payload, RlpEncoder.Number(v), RlpEncoder.Number(signature.R), RlpEncoder.Number(signature.S)]);
        return new SignedBytes(
            HexConvert.ToHex(Keccak256.Hash(raw)), HexConvert.ToHex(raw), Hex(signature.R), Hex(signature.S), 27 + signature.RecoveryId);
    }

    private static string Hex(BigInteger number) => HexConvert.ToHex(UInt256.ToBytes32(number), prefix: false);
}
