using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Batching;

/// <summary>Ten times a second, forms batches where pools have them. Lost messages cost time only: the sweep finds the carrier, and what was not gathered goes by itself.</summary>
internal sealed class BatchLoop(PoolFile pools, IServiceScopeFactory scopes, IBus bus, TimeProvider time, ILogger<BatchLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

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
        if (formed.Carrier is null && formed.Alone.Count == 0)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(SendLimit);
        var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Transactions));
        if (formed.Carrier is { } carrier)
            await endpoint.Send(new SubmitTransaction(carrier), limit.Token);
        await Task.WhenAll(formed.Alone.Select(id => endpoint.Send(new TransactionDue(id), limit.Token)));
    }
}
