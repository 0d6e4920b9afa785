using System.Net.Sockets;
using Msq.Hosting.Pools;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Msq.Hosting.Bus;

/// <summary>
/// Where messages end that nobody could handle: beside each of Msq's queues one with <c>_error</c> behind its name, which is there as soon as a first message got into it. Asks the broker by AMQP
/// alone, over a connection of its own for each call. The in-memory transport has no such queues.
/// </summary>
/// <param name="broker">The broker's address.</param>
/// <param name="pools">The relayers have queues, too.</param>
public sealed class ErrorQueues(Uri broker, PoolFile pools)
{
    private const string Suffix = "_error";

    // How many messages of a queue are looked at for what is wrong with them.
    private const int MostLookedAt = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How many messages are in each queue that is there.</summary>
    /// <exception cref="BrokerUnavailableException">The broker does not answer.</exception>
    public Task<IReadOnlyList<ErrorQueueCount>> CountAsync(CancellationToken cancellationToken) => IsInMemory ? Task.FromResult<IReadOnlyList<ErrorQueueCount>>([]) : WithBrokerAsync<IReadOnlyList<ErrorQueueCount>>(async (connection, token) =>
    {
        var found = new List<ErrorQueueCount>();
        IChannel? channel = null;
        try
        {
            foreach (var name in Names())
            {
                channel = channel is { IsOpen: true } ? channel : await connection.CreateChannelAsync(cancellationToken: token);
                if (await DepthAsync(channel, name, token) is { } depth)
                    found.Add(new ErrorQueueCount(name, depth));
            }
        }
        finally
        {
            if (channel is not null)
                await channel.DisposeAsync();
        }

        return found;
    }, cancellationToken);

    /// <summary>The queues that hold messages, each with the newest failure among its first hundred messages.</summary>
    /// <exception cref="BrokerUnavailableException">The broker does not answer.</exception>
    public async Task<IReadOnlyList<ErrorQueue>> ReadAsync(CancellationToken cancellationToken)
    {
        var full = (await CountAsync(cancellationToken)).Where(count => count.Messages > 0).ToList();
        return full.Count == 0 ? [] : await WithBrokerAsync<IReadOnlyList<ErrorQueue>>(async (connection, token) =>
        {
            var queues = new List<ErrorQueue>();
            foreach (var count in full)
                queues.Add(new ErrorQueue(count.Queue, Original(count.Queue), count.Messages, await LastFailureAsync(connection, count.Queue, token)));
            return queues;
        }, cancellationToken);
    }

    /// <summary>
    /// Moves the messages that are in a queue now back to the one that they came from. Each is confirmed there before it is taken away here, so a failure may leave a message in both, which does no harm, and never in none.
    /// </summary>
    /// <param name="queue">The queue, with or without <c>_error</c> behind its name.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <returns>How many were moved; null when there is no such queue.</returns>
    /// <exception cref="BrokerUnavailableException">The broker does not answer, or there is no queue to move them to.</exception>
    public Task<int?> RequeueAsync(string queue, CancellationToken cancellationToken)
    {
        var name = queue.EndsWith(Suffix, StringComparison.Ordinal) ? queue : queue + Suffix;
        return !Names().Contains(name) ? Task.FromResult<int?>(null) : WithBrokerAsync<int?>(async (connection, token) =>
        {
            await using var channel = await ConfirmingAsync(connection, token);
            if (await DepthAsync(channel, name, token) is not { } depth)
                return null;
            var moved = 0;
            // No more than there were: what fails again comes back here.
            while (moved < depth && await channel.BasicGetAsync(name, autoAck: false, token) is { } message)
            {
                await MoveAsync(channel, message, Original(name), FailureHeaders.Without(message.BasicProperties), cancellationToken);
                moved++;
            }

            return moved;
        }, cancellationToken, Timeout.InfiniteTimeSpan);
    }

    private bool IsInMemory => broker.Scheme == "loopback";

    private static string Original(string queue) => queue[..^Suffix.Length];

    private static Task<IChannel> ConfirmingAsync(IConnection connection, CancellationToken token) =>
        connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);

    private static async Task<int?> DepthAsync(IChannel channel, string queue, CancellationToken token)
    {
        try
        {
            return (int)(await channel.QueueDeclarePassiveAsync(queue, token)).MessageCount;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    private static async Task<Failure?> LastFailureAsync(IConnection connection, string queue, CancellationToken token)
    {
        await using var channel = await ConfirmingAsync(connection, token);
        Failure? last = null;
        for (var looked = 0; looked < MostLookedAt && await channel.BasicGetAsync(queue, autoAck: false, token) is { } message; looked++)
        {
            var failure = FailureHeaders.Read(message.BasicProperties);
            last = last is null || failure.At >= last.At ? failure : last;
            // The broker drops what was given back to it too often: such a message goes to the end as a new one.
            if (FailureHeaders.IsWornOut(message.BasicProperties))
                await MoveAsync(channel, message, queue, new BasicProperties(message.BasicProperties), token);
        }

        // What was looked at goes back where it was when the channel closes.
        return last;
    }

    private static async Task MoveAsync(IChannel channel, BasicGetResult message, string queue, BasicProperties properties, CancellationToken token)
    {
        properties.Headers?.Remove(FailureHeaders.DeliveryCount);
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, message.Body, token);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, token);
    }

    private IEnumerable<string> Names() => IsInMemory ? [] : Queues.Own.Concat(pools.Relayers.Select(relayer => relayer.Id)).Select(name => name + Suffix);

    private async Task<T> WithBrokerAsync<T>(Func<IConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit ?? Limit);
        try
        {
            var factory = new ConnectionFactory { Uri = broker, RequestedConnectionTimeout = Limit, AutomaticRecoveryEnabled = false, ClientProvidedName = "msq error queues" };
            await using var connection = await factory.CreateConnectionAsync(patience.Token);
            return await work(connection, patience.Token);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or IOException or SocketException && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(exception);
        }
    }
}

/// <summary>How full an error queue is.</summary>
/// <param name="Queue">Its name, with <c>_error</c> behind it.</param>
/// <param name="Messages">How many messages it holds.</param>
public sealed record ErrorQueueCount(string Queue, int Messages);

/// <summary>An error queue that holds messages.</summary>
/// <param name="Queue">Its name, with <c>_error</c> behind it.</param>
/// <param name="From">The queue that its messages came from.</param>
/// <param name="Messages">How many messages it holds.</param>
/// <param name="Last">The newest failure among its first hundred messages; null when another one was just looking at them.</param>
public sealed record ErrorQueue(string Queue, string From, int Messages, Failure? Last);

/// <summary>The broker does not answer.</summary>
public sealed class BrokerUnavailableException(Exception reason) : Exception($"The broker does not answer: {reason.Message}", reason);
