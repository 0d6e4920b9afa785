using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>The answer to an accepted transaction; a replay gets the very same.</summary>
/// <param name="TransactionId">Its id: time-ordered (UUIDv7).</param>
/// <param name="TransactionHash">Null: no relayer has signed it yet.</param>
/// <param name="Status"><c>queued</c>: how every transaction begins.</param>
/// <param name="CreatedAt">When it was committed (UTC).</param>
public sealed record AcceptedTransaction(Guid TransactionId, string? TransactionHash, string Status, DateTime CreatedAt)
{
    /// <summary>The answer for a row, as it was when the row was committed.</summary>
    internal static AcceptedTransaction Of(Transaction row) => new(row.CorrelationId, null, TransactionStatus.Queued, row.CreatedAt);
}
