using System.Collections.Concurrent;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Local.Servers;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Broker;

/// <summary>A process on a real broker that is restarted.</summary>
public sealed class BrokerRestartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Busy = ["busy-1", "busy-2", "busy-3", "busy-4"];
    private static readonly string[] Idle = ["idle-1", "idle-2", "idle-3", "idle-4"];

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> _begun = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_queue_is_consumed_again_after_the_broker_went_away_while_some_were_at_work()
    {
        await using var server = new RabbitMqServer(_folder.Path);
        await server.StartAsync();
        await using var app = Build(server);
        await app.StartAsync();
        var bus = app.Services.GetRequiredService<IBus>();
        try
        {
            await AssertConsumedAsync(bus, Busy);

            await server.StopAsync();
            await server.StartAsync();

            await AssertConsumedAsync(bus, Idle);
        }
        finally
        {
            _work.SetResult();
        }

        await AssertConsumedAsync(bus, Busy);
        await app.StopAsync();
    }

    private async Task AssertConsumedAsync(IBus bus, IEnumerable<string> queues)
    {
        foreach (var queue in queues)
        {
            var before = _begun.GetValueOrDefault(queue);
            await UntilAsync(async () =>
            {
                await SendAsync(bus, queue);
                return _begun.GetValueOrDefault(queue) > before;
            }, $"work on {queue}");
        }
    }

    private WebApplication Build(RabbitMqServer server)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:RabbitMq"] = server.ConnectionString;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new BusPart(_ => { }, (_, configurator) =>
        {
            // In whichever order their channels are told of the connection's end, an idle one comes after a busy one.
            foreach (var queue in Busy.Zip(Idle).SelectMany(pair => new[] { pair.First, pair.Second }))
            {
                configurator.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.AddressedQueue();
                    endpoint.Handler<TransactionDue>(async _ =>
                    {
                        _begun.AddOrUpdate(queue, 1, (_, count) => count + 1);
                        if (Busy.Contains(queue))
                            await _work.Task;
                    });
                });
            }
        }));
        return builder.AddMsqBus().Build();
    }

    // A broker that is away, or not ready yet, costs a try.
    private static async Task SendAsync(IBus bus, string queue)
    {
        try
        {
            await bus.SendAllAsync(queue, [new TransactionDue(Guid.CreateVersion7())], CancellationToken.None);
        }
        catch (Exception exception) when (exception is OperationCanceledException or MassTransitException or RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            // Tried again.
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string expected)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, $"waited in vain for {expected}");
            await Task.Delay(100);
        }
    }
}
