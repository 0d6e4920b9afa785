using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.Defender;

/// <summary>A transaction as Defender's SDK reads it. Fields that are not known are left out: the SDK takes a transaction for one of EIP-1559 when it has the field, whatever its value.</summary>
internal static class DefenderTransaction
{
    // What a JavaScript number holds exactly.
    private static readonly BigInteger LargestNumber = (BigInteger.One << 53) - 1;

    public static JsonObject Of(Transaction row, Pool pool)
    {
        var raw = row.RawTransaction is { } bytes ? RawTransaction.Decode(HexConvert.ToBytes(bytes)) : null;
        var json = new JsonObject
        {
            ["transactionId"] = $"{row.CorrelationId}",
            ["hash"] = row.Hash,
            ["to"] = Address.Parse(row.To).ToChecksum(),
            ["from"] = row.From is { } from ? Address.Parse(from).ToChecksum() : null,
            ["value"] = Quantity.ToHex(BigInteger.Parse(row.Value, NumberStyles.None, CultureInfo.InvariantCulture)),
            ["data"] = row.Data,
            ["speed"] = row.Speed,
            ["gasLimit"] = raw?.GasLimit ?? row.GasLimit ?? row.GasEstimate ?? 0,
            ["nonce"] = row.Nonce,
            ["status"] = Status(row),
            ["chainId"] = row.ChainId,
            ["validUntil"] = DefenderRelayer.Time(row.ValidUntil ?? row.CreatedAt + pool.Validity),
            ["createdAt"] = DefenderRelayer.Time(row.CreatedAt),
            ["isPrivate"] = false,
        };
        if (raw is null)
        {
            json["gasPrice"] = Number(row.EffectiveGasPrice is { } price ? BigInteger.Parse(price, NumberStyles.None, CultureInfo.InvariantCulture) : BigInteger.Zero);
            return json;
        }

        if (raw.IsEip1559)
        {
            json["maxFeePerGas"] = Number(raw.MaxFeePerGas);
            json["maxPriorityFeePerGas"] = Number(raw.MaxPriorityFeePerGas);
        }
        else
        {
            json["gasPrice"] = Number(raw.MaxFeePerGas);
        }

        json["signature"] = new JsonObject
        {
            ["r"] = HexConvert.ToHex(UInt256.ToBytes32(raw.Signature.R)),
            ["s"] = HexConvert.ToHex(UInt256.ToBytes32(raw.Signature.S)),
            ["v"] = Quantity.ToHex((ulong)(27 + raw.Signature.RecoveryId)),
        };
        return json;
    }

    private static JsonValue Number(BigInteger wei) => wei <= LargestNumber ? JsonValue.Create((long)wei) : JsonValue.Create(wei.ToString(CultureInfo.InvariantCulture))!;

    private static string Status(Transaction row) => row.Status switch
    {
        TransactionStatus.Queued or TransactionStatus.Dispatching => "pending",
        TransactionStatus.Submitted => row.Hash is null ? "sent" : "submitted",
        TransactionStatus.Canceled => "failed",
        var same => same,
    };
}
