using MassTransit;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Dispatch;

/// <summary>
/// Connects one queue per relayer, each with the concurrency that the pool file gives it. When the process ends, it takes no more from them, and
/// everything else goes on until the last outcome is reported.
/// </summary>
internal sealed class RelayerQueues(PoolFile pools, IReceiveEndpointConnector connector, PostsUnderWay posts, ILogger<RelayerQueues> logger)
    : IHostedLifecycleService
{
    private readonly List<HostReceiveEndpointHandle> _endpoints = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var relayer in pools.Relayers)
        {
            _endpoints.Add(connector.ConnectReceiveEndpoint(relayer.Id, (context, endpoint) =>
            {
                // No more than are worked on: what waits here, waits behind a POST, and another dispatcher might have taken it.
                endpoint.PrefetchCount = relayer.Consumers;
                endpoint.ConcurrentMessageLimit = relayer.Consumers;
                endpoint.AddressedQueue();
                endpoint.RetryPatiently();
                endpoint.ConfigureConsumer<DispatchConsumer>(context);
            }));
        }

        return Task.CompletedTask;
    }

    /// <summary>Comes before anything else of the process is stopped: the broker's connection still carries the outcomes.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var stopped = Task.WhenAll(_endpoints.Select(endpoint => endpoint.StopAsync(cancellationToken)));
        try
        {
            await posts.CloseAsync().WaitAsync(cancellationToken);
            await stopped.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            logger.LogError("The process ends before the last POST has: what is cut off is in doubt, and will be looked for");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
