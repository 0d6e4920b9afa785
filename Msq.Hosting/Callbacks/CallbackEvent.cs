using System.Text.Json;
using Msq.Ethereum.Values;
using Msq.Storage.Transactions;

namespace Msq.Hosting.Callbacks;

/// <summary>What an endpoint is sent, in the form that Standard Webhooks recommends.</summary>
/// <param name="Type">What it is: <c>transaction.confirmed</c>, <c>callback.test</c>.</param>
/// <param name="Timestamp">When it happened (UTC).</param>
/// <param name="Data">The particulars.</param>
public sealed record CallbackEvent<T>(string Type, DateTime Timestamp, T Data)
{
    /// <summary>As it is sent.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>What all events have.</summary>
public static class CallbackEvent
{
    /// <summary>The header with the event's id, the same with every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>An event's id as it is sent.</summary>
    public static string IdOf(Guid eventId) => $"msg_{eventId:N}";
}

/// <summary>A transaction as an event shows it: small, so calldata and timeline are left out. Amounts are decimal strings (wei), times UTC; what is not known is null.</summary>
public sealed record CallbackTransaction(
    Guid TransactionId,
    string Type,
    string Status,
    string? TransactionHash,
    string Pool,
    string? Relayer,
    string? From,
    string To,
    string Value,
    ulong? Nonce,
    ulong? BlockNumber,
    ulong? GasUsed,
    string? EffectiveGasPrice,
    int? Confirmations,
    string? Reference,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    DateTime? ConfirmedAt,
    CallbackError? Error)
{
    internal static CallbackTransaction Of(Transaction row) => new(
        row.CorrelationId, row.Type, row.Status, row.Hash, row.Pool, row.Attempt > 0 ? row.Relayer : null, row.From is { } from ? Address.Parse(from).ToChecksum() : null,
        Address.Parse(row.To).ToChecksum(), row.Value, row.Nonce, row.BlockNumber, row.GasUsed, row.EffectiveGasPrice, row.Confirmations, row.Reference, row.CreatedAt, row.UpdatedAt,
        row.ConfirmedAt, row.ErrorCode is { } code ? new CallbackError(code, row.ErrorMessage ?? code, row.RevertReason) : null);
}

/// <summary>Why a transaction ended otherwise than confirmed.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Message">In words.</param>
/// <param name="RevertReason">The decoded reason of a revert.</param>
public sealed record CallbackError(string Code, string Message, string? RevertReason);
