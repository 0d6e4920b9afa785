using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Http;

/// <summary>A row as the wire shows it: nineteen keys, always all of them. Prices are strings, gas and nonce are numbers.</summary>
internal static class TransactionJson
{
    public static JsonObject Of(TransactionRow row) => new()
    {
        ["id"] = row.Id,
        ["hash"] = row.Signed?.Hash,
        ["status"] = row.Status.Word(),
        ["status_reason"] = row.StatusReason,
        ["created_at"] = Time(row.CreatedAt),
        ["sent_at"] = Time(row.SentAt),
        ["confirmed_at"] = Time(row.ConfirmedAt),
        ["gas_price"] = Decimal(row.GasPrice),
        ["gas_limit"] = row.GasLimit,
        ["nonce"] = row.Nonce,
        ["value"] = Hex(row.Value),
        ["from"] = row.From,
        ["to"] = row.To,
        ["relayer_id"] = row.RelayerId,
        ["data"] = row.Data,
        ["max_fee_per_gas"] = Decimal(row.MaxFeePerGas),
        ["max_priority_fee_per_gas"] = Decimal(row.MaxPriorityFeePerGas),
        ["signature"] = row.Signed is { } signed
            ? new JsonObject { ["r"] = signed.R, ["s"] = signed.S, ["v"] = signed.V, ["sig"] = signed.Sig }
            : null,
        ["speed"] = row.Speed,
    };

    /// <summary>RFC 3339 as the relayer writes it: nine fraction digits, UTC as +00:00. .NET counts no finer than 100 ns.</summary>
    public static string? Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00+00:00'", CultureInfo.InvariantCulture);

    private static string? Decimal(BigInteger? amount) => amount?.ToString(CultureInfo.InvariantCulture);

    private static string Hex(BigInteger amount)
    {
        var digits = amount.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }
}
