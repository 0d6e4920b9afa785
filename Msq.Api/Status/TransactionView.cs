using Msq.Ethereum.Values;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>A transaction as its client sees it. Amounts are decimal strings (wei), times UTC; what is not known is null.</summary>
public sealed record TransactionView(
    Guid TransactionId,
    string Type,
    string Status,
    string? TransactionHash,
    string Pool,
    string? Relayer,
    string? From,
    string To,
    string Value,
    string Data,
    ulong? GasLimit,
    string Speed,
    ulong? Nonce,
    ulong? BlockNumber,
    ulong? GasUsed,
    string? EffectiveGasPrice,
    int? Confirmations,
    string? Reference,
    ForwardView? Forward,
    string? Unresolved,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    DateTime? ConfirmedAt,
    DateTime? ValidUntil,
    TransactionError? Error,
    IReadOnlyList<TimelineEntry> Timeline)
{
    /// <summary>Puts a row into words.</summary>
    /// <param name="row">The row with its timeline.</param>
    /// <param name="confirmations">Confirmations by the chain's head; null when no block holds it.</param>
    public static TransactionView Of(Transaction row, int? confirmations) => new(
        row.CorrelationId, row.Type, row.Status, row.Hash, row.Pool, row.Attempt > 0 ? row.Relayer : null,
        row.From is { } from ? Address.Parse(from).ToChecksum() : null, Address.Parse(row.To).ToChecksum(), row.Value, row.Data, row.GasLimit, row.Speed,
        row.Nonce, row.BlockNumber, row.GasUsed, row.EffectiveGasPrice, confirmations, row.Reference,
        ForwardView.Of(row.Signer, row.ForwardNonce, row.WaitsForNonce), row.Unresolved,
        row.CreatedAt, row.UpdatedAt, row.ConfirmedAt, row.ValidUntil,
        TransactionError.Of(row.ErrorCode, row.ErrorMessage, row.RevertReason), [.. row.Timeline.OrderBy(line => line.Id).Select(TimelineEntry.Of)]);
}

/// <summary>What is special to a gasless transaction.</summary>
/// <param name="From">The user who signed.</param>
/// <param name="Nonce">The user's nonce at the forwarder, decimal.</param>
/// <param name="WaitsForNonce">The user's nonce that has to be used on chain before it is sent, decimal; null when it need not wait.</param>
public sealed record ForwardView(string From, string Nonce, string? WaitsForNonce)
{
    internal static ForwardView? Of(string? signer, ulong? nonce, ulong? waitsFor) => signer is null
        ? null
        : new(Address.Parse(signer).ToChecksum(), $"{nonce}", waitsFor is { } lower ? $"{lower}" : null);
}

/// <summary>Why it ended otherwise than confirmed.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Message">In words.</param>
/// <param name="RevertReason">The decoded reason of a revert.</param>
public sealed record TransactionError(string Code, string Message, string? RevertReason)
{
    internal static TransactionError? Of(string? code, string? message, string? revertReason) => code is null ? null : new(code, message ?? code, revertReason);
}

/// <summary>A line of the timeline.</summary>
public sealed record TimelineEntry(DateTime At, string Status, string Event, string? Detail)
{
    internal static TimelineEntry Of(TransactionEvent line) => new(line.At, line.Status, line.Event, line.Detail);
}
