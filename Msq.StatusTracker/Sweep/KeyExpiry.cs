using Microsoft.EntityFrameworkCore;
using Msq.StatusTracker.Transactions;
using Msq.Storage;

namespace Msq.StatusTracker.Sweep;

/// <summary>Gives idempotency keys back whose lifetime is over. A transaction that is not over keeps its own.</summary>
internal sealed class KeyExpiry(IServiceScopeFactory scopes, TimeProvider time, ILogger<KeyExpiry> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                while (await ExpireAsync(stoppingToken) == Batch)
                    stoppingToken.ThrowIfCancellationRequested();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Idempotency keys cannot be given back now: {Reason}", exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        // Point updates: an update by a range would wait for rows that sagas hold.
        var ids = await db.Transactions.AsNoTracking()
            .Where(x => x.IdempotencyExpiresAt <= now && x.CurrentState == nameof(TransactionStateMachine.Ended))
            .OrderBy(x => x.IdempotencyExpiresAt).Take(Batch).Select(x => x.CorrelationId).ToListAsync(cancellationToken);
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
