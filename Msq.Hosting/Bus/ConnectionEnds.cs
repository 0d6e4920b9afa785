using System.Runtime.CompilerServices;
using RabbitMQ.Client;

namespace Msq.Hosting.Bus;

/// <summary>
/// Tells when a connection to the broker has ended. Its client cannot be asked to: RabbitMQ.Client 7.2 tells one channel after another, and each only after the messages that are being handled on the one before.
/// </summary>
internal sealed class ConnectionEnds(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly ConditionalWeakTable<IConnection, Task> _ends = [];

    /// <summary>A task that is over when the connection is.</summary>
    public Task Of(IConnection connection) => _ends.GetValue(connection, WatchAsync);

    private async Task WatchAsync(IConnection connection)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (connection.CloseReason is null)
            await timer.WaitForNextTickAsync();
    }
}
