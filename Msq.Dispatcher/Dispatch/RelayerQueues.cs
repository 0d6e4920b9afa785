using MassTransit;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Dispatch;

/// <summary>
/// Connects one queue per relayer, each with the concurrency that the pool file gives it, and keeps to the file when it changes. When the process ends, it takes no more from them, and
/// everything else goes on until the last outcome is reported.
/// </summary>
internal sealed class RelayerQueues(PoolFile pools, IReceiveEndpointConnector connector, PostsUnderWay posts, ILogger<RelayerQueues> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, Connected> _endpoints = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var relayer in pools.Relayers)
            _endpoints[relayer.Id] = Connect(relayer);
        _following = FollowAsync();
        return Task.CompletedTask;
    }

    /// <summary>Comes before anything else of the process is stopped: the broker's connection still carries the outcomes.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _following;
        var stopped = Task.WhenAll(_endpoints.Values.Select(endpoint => endpoint.Handle.StopAsync(cancellationToken)));
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

    private Connected Connect(Relayer relayer) => new(relayer.Consumers, connector.ConnectReceiveEndpoint(relayer.Id, (context, endpoint) =>
    {
        // No more than are worked on: what waits here, waits behind a POST, and another dispatcher might have taken it.
        endpoint.PrefetchCount = relayer.Consumers;
        endpoint.ConcurrentMessageLimit = relayer.Consumers;
        endpoint.AddressedQueue();
        endpoint.RetryPatiently();
        endpoint.ConfigureConsumer<DispatchConsumer>(context);
    }));

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var relayer in pools.Relayers)
                    await MatchAsync(relayer);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    // The queue of a relayer that was removed stays connected: what comes late is answered there.
    private async Task MatchAsync(Relayer relayer)
    {
        var isKnown = _endpoints.TryGetValue(relayer.Id, out var connected);
        if (isKnown && connected!.Consumers == relayer.Consumers)
            return;
        try
        {
            // Waits for the POSTs under way.
            if (isKnown)
                await connected!.Handle.StopAsync(_stopping.Token);
            _endpoints[relayer.Id] = Connect(relayer);
            logger.LogInformation("The queue of {Relayer} is consumed by {Consumers} at a time", relayer.Id, relayer.Consumers);
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            logger.LogError("The queue of {Relayer} cannot be connected now, it is tried again: {Reason}", relayer.Id, exception.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private sealed record Connected(int Consumers, HostReceiveEndpointHandle Handle);
}
