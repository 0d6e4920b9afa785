using Microsoft.EntityFrameworkCore;
using Msq.StatusTracker.Transactions;
using Msq.Storage;
using Msq.Storage.Commits;

namespace Msq.StatusTracker.Sweep;

/// <summary>
/// Removes what ended long ago: the transaction with its timeline, attempts and callbacks, and the evidence that bears on it. One that still has its idempotency key stays, and one whose client has
/// not been told yet.
/// </summary>
internal sealed class HistoryRemoval(MsqDbContext db, HistoryLifetime lifetime, TimeProvider time)
{
    /// <summary>Removes up to <paramref name="most"/> transactions.</summary>
    /// <returns>How many were due.</returns>
    public async Task<int> RemoveAsync(int most, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().UtcDateTime - lifetime.Value;
        // Ids are ordered by time, so the primary key finds the old ones; what ended cannot be younger than its id.
        var newest = Guid.CreateVersion7(before).ToByteArray(bigEndian: true);
        var ids = await db.Transactions
            .FromSql($"SELECT * FROM transactions WHERE id < {newest} AND current_state = {nameof(TransactionStateMachine.Ended)} AND idempotency_key IS NULL AND updated_at < {before} AND NOT EXISTS (SELECT 1 FROM callback_deliveries WHERE transaction_id = transactions.id AND next_at IS NOT NULL) ORDER BY id LIMIT {most}")
            .AsNoTracking().Select(x => x.CorrelationId).ToListAsync(cancellationToken);
        await db.CallbackDeliveries.Where(x => x.TransactionId == null && x.CreatedAt < before).ExecuteDeleteAsync(cancellationToken);
        foreach (var id in ids)
        {
            await using var transaction = await db.BeginAsync(cancellationToken);
            await db.ChainTransactions.Where(x => x.TransactionId == id).ExecuteDeleteAsync(cancellationToken);
            await db.Transactions.Where(x => x.CorrelationId == id && x.UpdatedAt < before).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return ids.Count;
    }
}
