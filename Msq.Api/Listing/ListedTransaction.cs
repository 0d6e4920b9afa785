using System.Text.Json.Serialization;
using Msq.Api.Status;

namespace Msq.Api.Listing;

/// <summary>A transaction in a list: what <see cref="TransactionView"/> shows, without calldata and timeline, which may be long, and with its client.</summary>
public sealed record ListedTransaction(
    Guid TransactionId,
    string Client,
    string Type,
    string Status,
    string? TransactionHash,
    string Pool,
    string? Relayer,
    string? From,
    string To,
    string Value,
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
    [property: JsonIgnore] ulong ChainId);

/// <summary>A page of a list.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The <c>cursor</c> of the next page, which may follow a page that is not full, or empty; null on the last one.</param>
public sealed record ListPage(IReadOnlyList<ListedTransaction> Items, Guid? Next);
