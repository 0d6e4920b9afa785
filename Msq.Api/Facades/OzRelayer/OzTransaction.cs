using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>A transaction as OZ Relayer v1.3.0 shows it: every field is there, amounts are strings, and signatures have no <c>0x</c>.</summary>
internal static class OzTransaction
{
    public static JsonObject Of(Transaction row, RelayerTarget target)
    {
        var raw = row.RawTransaction is { } bytes ? RawTransaction.Decode(HexConvert.ToBytes(bytes)) : null;
        var is1559 = raw?.IsEip1559 == true;
        return new JsonObject
        {
            ["id"] = $"{row.CorrelationId}",
            ["hash"] = row.Hash,
            ["status"] = Status(row),
            ["status_reason"] = row.ErrorMessage,
            ["created_at"] = Time(row.CreatedAt),
            ["sent_at"] = row.Hash is null ? null : Time(row.UpdatedAt),
            ["confirmed_at"] = row.ConfirmedAt is { } confirmed ? Time(confirmed) : null,
            ["gas_price"] = raw is null || is1559 ? null : $"{raw.MaxFeePerGas}",
            ["gas_limit"] = raw?.GasLimit ?? row.GasLimit,
            ["nonce"] = row.Nonce,
            ["value"] = Quantity.ToHex(BigInteger.Parse(row.Value, NumberStyles.None, CultureInfo.InvariantCulture)),
            ["from"] = row.From ?? "",
            ["to"] = row.To,
            ["relayer_id"] = target.Name,
            ["data"] = row.Data,
            ["max_fee_per_gas"] = is1559 ? $"{raw!.MaxFeePerGas}" : null,
            ["max_priority_fee_per_gas"] = is1559 ? $"{raw!.MaxPriorityFeePerGas}" : null,
            ["signature"] = raw is null ? null : OzSigning.Json(raw.Signature, is1559 ? raw.Signature.RecoveryId : 27 + raw.Signature.RecoveryId),
            ["speed"] = row.Speed,
        };
    }

    /// <summary>A time as OZ Relayer prints it.</summary>
    public static string Time(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);

    private static string Status(Transaction row) => row.Status switch
    {
        TransactionStatus.Queued or TransactionStatus.Dispatching => "pending",
        TransactionStatus.Submitted => row.Hash is null ? "pending" : "submitted",
        var same => same,
    };
}
