using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Chain;

/// <summary>Watches every pool's chain. With its nodes away nothing is concluded.</summary>
internal sealed class ChainWatcher(PoolFile pools, IServiceScopeFactory scopes, IHttpClientFactory http, ILogger<ChainWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(pools.Pools.Select(pool => WatchAsync(pool, stoppingToken)));

    private async Task WatchAsync(Pool pool, CancellationToken stoppingToken)
    {
        var nodes = new NodeChoice(pool, http, logger);
        using var timer = new PeriodicTimer(Interval);
        var healthy = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var node = await nodes.CurrentAsync(stoppingToken);
                while (await TickAsync(pools.Pool(pool.Name) ?? pool, node, stoppingToken))
                    stoppingToken.ThrowIfCancellationRequested();
                if (!healthy)
                    logger.LogInformation("{Pool}: the chain is followed again", pool.Name);
                healthy = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (exception is RpcUnavailableException or RpcException)
                    nodes.Next();
                if (healthy)
                    logger.LogWarning("{Pool}: the chain cannot be followed, nothing is concluded: {Reason}", pool.Name, exception.Message);
                healthy = false;
            }
        }
    }

    private async Task<bool> TickAsync(Pool pool, EthereumNode node, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ChainWatch>().TickAsync(pool, node, cancellationToken);
    }
}
