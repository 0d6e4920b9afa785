using System.Numerics;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Signing;

/// <summary>What signed bytes say: a type-2 transaction (EIP-1559), or one of before EIP-2718 that is bound to its chain (EIP-155).</summary>
/// <param name="Type">2 or 0.</param>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Nonce">The sender's nonce.</param>
/// <param name="MaxPriorityFeePerGas">Wei per gas; the gas price for type 0.</param>
/// <param name="MaxFeePerGas">Wei per gas; the gas price for type 0.</param>
/// <param name="GasLimit">Units of gas.</param>
/// <param name="To">The target; null creates a contract.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Calldata.</param>
/// <param name="Signature">The signature.</param>
/// <param name="Sender">Who signed it, recovered from the signature.</param>
/// <param name="Hash">The hash of the bytes: <c>0x</c> and 64 lower-case hex digits.</param>
public sealed record RawTransaction(
    byte Type,
    ulong ChainId,
    ulong Nonce,
    BigInteger MaxPriorityFeePerGas,
    BigInteger MaxFeePerGas,
    ulong GasLimit,
    Address? To,
    BigInteger Value,
    byte[] Data,
    Signature Signature,
    Address Sender,
    string Hash)
{
    /// <summary>Whether it pays as EIP-1559 has it, by a fee and a priority fee, rather than a gas price.</summary>
    public bool IsEip1559 => Type == Eip1559Transaction.Type;

    /// <summary>Reads signed bytes.</summary>
    /// <exception cref="FormatException">Another type, an access list, no EIP-155, or not the bytes that these fields have; the message says which.</exception>
    public static RawTransaction Decode(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty)
            throw new FormatException("The transaction is empty.");
        var hash = HexConvert.ToHex(Keccak256.Hash(raw));
        return raw[0] switch
        {
            Eip1559Transaction.Type => ReadEip1559(Fields(RlpDecoder.Decode(raw[1..]), 12), hash),
            >= 0xc0 => ReadLegacy(Fields(RlpDecoder.Decode(raw), 9), hash),
            var type => throw new FormatException($"A transaction of type {type} cannot be read, only type 2 and those of before EIP-2718."),
        };
    }

    private static RawTransaction ReadEip1559(IReadOnlyList<RlpItem> fields, string hash)
    {
        if (fields[8].Items.Count > 0)
            throw new FormatException("A transaction with an access list cannot be read.");
        var transaction = new Eip1559Transaction(
            UInt64(fields[0]), UInt64(fields[1]), fields[2].Number(), fields[3].Number(), UInt64(fields[4]), Target(fields[5]), fields[6].Number(), fields[7].Bytes);
        var signature = new Signature(fields[10].Number(), fields[11].Number(), (byte)fields[9].Number(bits: 1));
        return new RawTransaction(
            Eip1559Transaction.Type, transaction.ChainId, transaction.Nonce, transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas, transaction.GasLimit,
            transaction.To, transaction.Value, transaction.Data, signature, Recover(transaction.SigningHash(), signature), hash);
    }

    private static RawTransaction ReadLegacy(IReadOnlyList<RlpItem> fields, string hash)
    {
        var v = fields[6].Number() - LegacyTransaction.LowestV;
        if (v.Sign < 0 || v / 2 > ulong.MaxValue)
            throw new FormatException("The transaction is bound to no chain (EIP-155).");
        var transaction = new LegacyTransaction(
            (ulong)(v / 2), UInt64(fields[0]), fields[1].Number(), UInt64(fields[2]), Target(fields[3]), fields[4].Number(), fields[5].Bytes);
        var signature = new Signature(fields[7].Number(), fields[8].Number(), (byte)(v % 2));
        return new RawTransaction(
            0, transaction.ChainId, transaction.Nonce, transaction.GasPrice, transaction.GasPrice, transaction.GasLimit,
            transaction.To, transaction.Value, transaction.Data, signature, Recover(transaction.SigningHash(), signature), hash);
    }

    private static IReadOnlyList<RlpItem> Fields(RlpItem item, int count) =>
        item.Items.Count == count ? item.Items : throw new FormatException($"The transaction has {item.Items.Count} fields, not {count}.");

    private static ulong UInt64(RlpItem item) => (ulong)item.Number(bits: 64);

    private static Address? Target(RlpItem item) => item.Bytes.Length == 0 ? null : Address.FromBytes(item.Bytes);

    private static Address Recover(byte[] hash, Signature signature)
    {
        try
        {
            return EthereumKey.Recover(hash, signature);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"Nobody made the transaction's signature: {exception.Message}", exception);
        }
    }
}
