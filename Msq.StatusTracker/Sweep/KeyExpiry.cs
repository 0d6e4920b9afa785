using Microsoft.EntityFrameworkCore;
using Msq.StatusTracker.Transactions;
using Msq.Storage;

namespace Msq.StatusTracker.Sweep;

/// <summary>Gives idempotency keys back whose lifetime is over. A transaction that is not over keeps its own.</summary>
internal sealed class KeyExpiry(MsqDbContext db, TimeProvider time)
{
    /// <summary>Gives back up to <paramref name="most"/> keys.</summary>
    /// <returns>How many were due.</returns>
    public async Task<int> ExpireAsync(int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        // Point updates: an update by a range would wait for rows that sagas hold.
        var ids = await db.Transactions.AsNoTracking()
            .Where(x => x.IdempotencyExpiresAt <= now && x.CurrentState == nameof(TransactionStateMachine.Ended))
            .OrderBy(x => x.IdempotencyExpiresAt).Take(most).Select(x => x.CorrelationId).ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            await db.Transactions.Where(x => x.CorrelationId == id && x.CurrentState == nameof(TransactionStateMachine.Ended)).ExecuteUpdateAsync(
                x => x.SetProperty(row => row.IdempotencyKey, (string?)null).SetProperty(row => row.IdempotencyExpiresAt, (DateTime?)null)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
        }

        return ids.Count;
    }
}
