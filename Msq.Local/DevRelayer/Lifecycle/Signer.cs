using System.Numerics;
using Msq.Ethereum.Hex;
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
        if (row.GasPrice is not null)
        {
            var legacy = new LegacyTransaction(chainId, nonce, fee.MaxFeePerGas, gas, to, row.Value, data).Sign(relayer.Key);
            return Bytes(legacy, 27 + legacy.Signature.RecoveryId);
        }

        var signed = new Eip1559Transaction(chainId, nonce, fee.MaxPriorityFeePerGas, fee.MaxFeePerGas, gas, to, row.Value, data).Sign(relayer.Key);
        return Bytes(signed, signed.Signature.RecoveryId);
    }

    /// <summary>Signs 32 bytes.</summary>
    /// <returns>r and s as 64 hex digits each, and the parity.</returns>
    public static (string R, string S, int Parity) SignHash(byte[] hash, Relayer relayer)
    {
        var signature = relayer.Key.Sign(hash);
        return (Hex(signature.R), Hex(signature.S), signature.RecoveryId);
    }

    private static SignedBytes Bytes(SignedTransaction signed, int v) =>
        new(signed.Hash, HexConvert.ToHex(signed.Raw), Hex(signed.Signature.R), Hex(signed.Signature.S), v);

    private static string Hex(BigInteger number) => HexConvert.ToHex(UInt256.ToBytes32(number), prefix: false);
}
