using MassTransit;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Dispatch;

/// <summary>Connects one queue per relayer, each with the concurrency that the pool file gives it.</summary>
internal sealed class RelayerQueues(PoolFile pools, IReceiveEndpointConnector connector) : IHostedService
{
    private readonly List<HostReceiveEndpointHandle> _endpoints = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var relayer in pools.Relayers)
        {
            _endpoints.Add(connector.ConnectReceiveEndpoint(relayer.Id, (context, endpoint) =>
            {
                endpoint.PrefetchCount = relayer.Consumers * 2;
                endpoint.ConcurrentMessageLimit = relayer.Consumers;
                endpoint.AddressedQueue();
                endpoint.RetryPatiently();
                endpoint.ConfigureConsumer<DispatchConsumer>(context);
            }));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_endpoints.Select(endpoint => endpoint.StopAsync(cancellationToken)));
}
