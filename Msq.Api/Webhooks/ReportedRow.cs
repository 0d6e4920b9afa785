using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Storage;

namespace Msq.Api.Webhooks;

/// <summary>What is known already of a transaction that a relayer reports on. A relayer says most things several times: only news is worth a message and a commit.</summary>
internal sealed record ReportedRow(
    Guid TransactionId, int Attempt, string State, ulong? Nonce, string? Hash, bool HasBytes, string? MinedHash, bool IsUnresolved)
{
    // Compiled once: a relayer reports each of its transactions several times.
    private static readonly Func<MsqDbContext, string, string, CancellationToken, Task<ReportedRow?>> Query = EF.CompileAsyncQuery(
        (MsqDbContext db, string relayer, string relayerTransactionId, CancellationToken _) => (
            from attempt in db.Attempts
            where attempt.Relayer == relayer && attempt.RelayerTransactionId == relayerTransactionId
            join row in db.Transactions on attempt.TransactionId equals row.CorrelationId
            select new ReportedRow(row.CorrelationId, attempt.Number, row.CurrentState, row.Nonce, row.Hash, row.RawTransaction != null, row.MinedHash, row.Unresolved != null))
            .FirstOrDefault());

    /// <summary>The row whose attempt a relayer owns under an id; null if there is none.</summary>
    public static Task<ReportedRow?> FindAsync(MsqDbContext db, string relayer, string relayerTransactionId, CancellationToken cancellationToken) =>
        Query(db, relayer, relayerTransactionId, cancellationToken);

    /// <summary>Whether the report says what the row does not.</summary>
    public bool IsNews(RelayerReport report)
    {
        // In a block: from there on the chain alone counts.
        if (State is "Mined" or "Ended")
            return false;
        if (IsUnresolved || report.IsNoop || report.Nonce is null || report.Nonce != Nonce || report.Hash is null || report.Hash != Hash || !HasBytes)
            return true;
        return report.Status switch
        {
            "sent" or "submitted" => false,
            "mined" or "confirmed" => report.Hash != MinedHash,
            _ => true,
        };
    }
}
