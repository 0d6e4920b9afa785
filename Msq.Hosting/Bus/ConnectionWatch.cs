using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client.Exceptions;

namespace Msq.Hosting.Bus;

/// <summary>
/// Ends the consuming of a queue whose connection has ended, so that MassTransit begins it anew. A channel should be told by its client, but RabbitMQ.Client 7.2 cannot tell those whose turn comes when MassTransit 8.5 has
/// disposed the connection already, and their queues would stay without this consumer until the process ends.
/// </summary>
internal sealed class ConnectionWatch(ConnectionEnds ends, TimeProvider time) : IFilter<ChannelContext>
{
    // A channel that is told ends by itself in this time.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        var consuming = next.Send(context);
        using var over = new CancellationTokenSource();
        var connection = context.ConnectionContext.Connection;
        if (await Task.WhenAny(consuming, UntilGraceIsOverAsync(ends.Of(connection), over.Token)) == consuming)
        {
            await over.CancelAsync();
            await consuming;
            return;
        }

        // Nothing ends it any more, and nobody waits for it.
        _ = consuming.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new OperationInterruptedException(connection.CloseReason!);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("connectionWatch");

    private async Task UntilGraceIsOverAsync(Task end, CancellationToken cancellationToken)
    {
        await end.WaitAsync(cancellationToken);
        await Task.Delay(Grace, time, cancellationToken);
    }
}

/// <summary>Puts a <see cref="ConnectionWatch"/> before every queue of the bus, however it was connected.</summary>
internal sealed class WatchedEndpoints(ConnectionWatch watch) : IEndpointConfigurationObserver
{
    public void EndpointConfigured<T>(T configurator) where T : IReceiveEndpointConfigurator
    {
        if (configurator is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.ConfigureChannel(channel => channel.UseFilter(watch));
    }
}
