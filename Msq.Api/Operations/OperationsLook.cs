using Microsoft.EntityFrameworkCore;
using Msq.Api.Relayers;
using Msq.Hosting.Bus;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Operations;

/// <summary>Looks at how everything stands.</summary>
internal sealed class OperationsLook(MsqDbContext db, PoolReading pools, UnresolvedList unresolved, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Looks.</summary>
    /// <param name="errors">What the broker said last of the error queues; it is asked less often.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<OperationsView> TakeAsync(IReadOnlyList<ErrorQueueCount>? errors, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var since = TransactionId.FirstOf(now - Window);
        var accepted = await db.Transactions.AsNoTracking().CountAsync(row => row.CorrelationId >= since, cancellationToken);
        return new OperationsView(
            now, accepted / Window.TotalSeconds, await OpenCount.ReadAllAsync(db, cancellationToken), await unresolved.CountAsync(cancellationToken),
            (await pools.ReadAsync(cancellationToken)).Pools, errors);
    }
}
