using System.Collections.Concurrent;
using System.Net.Http.Json;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Local.Servers;
using Msq.Tests.DevRelayer;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Msq.Tests.Api;

/// <summary>A real broker, and a consumer of the queue of gas estimates, declared as Msq declares it, that fails as long as it is told to.</summary>
public sealed class ErrorQueueWorld : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private RabbitMqServer _server = null!;
    private IBusControl _bus = null!;

    public string Broker => _server.ConnectionString;

    /// <summary>What the consumer fails with; null where it does its work.</summary>
    public Func<EstimateGas, Exception?> Failing { get; set; } = _ => null;

    /// <summary>What it has done its work on.</summary>
    public ConcurrentQueue<EstimateGas> Handled { get; } = [];

    /// <summary>Sends a message whose calldata tells it from others.</summary>
    public async Task SendAsync(string data)
    {
        var endpoint = await _bus.GetSendEndpoint(Queues.Address(Queues.Gas));
        await endpoint.Send(new EstimateGas(Guid.CreateVersion7(), 31337, ApiWorld.Target, ApiWorld.Target, "0", data));
    }

    /// <summary>Has the broker drop what was given back to an error queue for the twentieth time, as RabbitMQ 4 does by itself.</summary>
    public async Task LimitReturnsAsync()
    {
        using var management = _server.CreateManagementClient();
        var policy = new Dictionary<string, object> { ["pattern"] = "_error$", ["apply-to"] = "queues", ["definition"] = new Dictionary<string, int> { ["delivery-limit"] = 20 } };
        using var answer = await management.PutAsJsonAsync("api/policies/%2F/returns", policy);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many messages its error queue holds; null as long as it is not there.</summary>
    public async Task<int?> DepthAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return (int)(await channel.QueueDeclarePassiveAsync($"{Queues.Gas}_error")).MessageCount;
        }
        catch (OperationInterruptedException)
        {
            return null;
        }
    }

    public async Task InitializeAsync()
    {
        _server = new RabbitMqServer(_folder.Path);
        await _server.StartAsync();
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(Broker));
            rabbit.ReceiveEndpoint(Queues.Gas, endpoint =>
            {
                endpoint.AddressedQueue();
                endpoint.Handler<EstimateGas>(HandleAsync);
            });
        });
        await _bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _bus.StopAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private Task HandleAsync(ConsumeContext<EstimateGas> context)
    {
        if (Failing(context.Message) is { } failure)
            throw failure;
        Handled.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}

/// <summary>Tests that share one broker.</summary>
[CollectionDefinition(Name)]
public sealed class ErrorQueueCollection : ICollectionFixture<ErrorQueueWorld>
{
    public const string Name = "error queues";
}
