using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Batching;

/// <summary>Ten times a second, forms batches where pools have them. Lost messages cost time only: the sweep finds the carrier, and what was not gathered goes by itself.</summary>
internal sealed class BatchLoop(PoolFile pools, IServiceScopeFactory scopes, IBus bus, TimeProvider time, ILogger<BatchLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var pool in pools.Pools)
            {
                if (pool.Batch is { } rule)
                    await FormAllAsync(pool, rule, stoppingToken);
            }
        }
    }

    private async Task FormAllAsync(Pool pool, BatchRule rule, CancellationToken stoppingToken)
    {
        try
        {
            Formation formed;
            do
            {
                await using var scope = scopes.CreateAsyncScope();
                formed = await scope.ServiceProvider.GetRequiredService<BatchFormation>().FormAsync(pool, rule, stoppingToken);
                await TellAsync(formed, stoppingToken);
            }
            while (formed.Carrier is not null);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning("{Pool}: no batch could be formed, it comes back: {Reason}", pool.Name, exception.Message);
        }
    }

    private async Task TellAsync(Formation formed, CancellationToken stoppingToken)
    {
        if (formed.Carrier is { } carrier)
            await bus.SendAllAsync(Queues.Transactions, [new SubmitTransaction(carrier)], stoppingToken);
        if (formed.Alone.Count > 0)
            await bus.SendAllAsync(Queues.Transactions, formed.Alone.Select(id => new TransactionDue(id)), stoppingToken);
    }
}
