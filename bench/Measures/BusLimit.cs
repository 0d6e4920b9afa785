using System.Diagnostics;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;

namespace Msq.Bench.Measures;

/// <summary>What the message library makes of the broker: the same as the plain client does, through MassTransit, with a consumer that does nothing.</summary>
/// <param name="Messages">Messages per second: sent, confirmed, consumed, acknowledged.</param>
/// <param name="BodySize">The size of one in its envelope, in bytes.</param>
internal sealed record BusLimit(double Messages, int BodySize)
{
    private const int Senders = 64;

    /// <summary>Measures it.</summary>
    public static async Task<BusLimit> MeasureAsync(Uri broker, TimeSpan time, CancellationToken cancellationToken)
    {
        var queue = $"bench-{Guid.CreateVersion7():N}";
        var consumed = 0;
        var size = 0;
        await using var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)).AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, configurator) =>
            {
                configurator.Host(broker);
                configurator.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.SetQuorumQueue();
                    // A quorum queue does not go by itself with its consumer.
                    endpoint.SetQueueArgument("x-expires", 60_000);
                    endpoint.PrefetchCount = Senders;
                    endpoint.Handler<DispatchTransaction>(context =>
                    {
                        Volatile.Write(ref size, context.ReceiveContext.GetBody().Length);
                        Interlocked.Increment(ref consumed);
                        return Task.CompletedTask;
                    });
                });
            });
        }).BuildServiceProvider();
        var control = services.GetRequiredService<IBusControl>();
        await control.StartAsync(cancellationToken);
        try
        {
            var endpoint = await control.GetSendEndpoint(Queues.Address(queue));
            var started = Stopwatch.GetTimestamp();
            await Load.SaturateAsync(Senders, time, _ => endpoint.Send(new DispatchTransaction(Guid.CreateVersion7(), 1, "relayer-1"), cancellationToken), cancellationToken);
            return new BusLimit(Volatile.Read(ref consumed) / Stopwatch.GetElapsedTime(started).TotalSeconds, Volatile.Read(ref size));
        }
        finally
        {
            await control.StopAsync(CancellationToken.None);
        }
    }
}
