using System.Diagnostics;
using Msq.Bench.Report;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Msq.Bench.Measures;

/// <summary>A plain client of the broker, with what Msq asks of it: a quorum queue, confirms, acknowledgements.</summary>
internal sealed class RawBroker : IAsyncDisposable
{
    private const int Publishers = 64;
    private readonly string _queue = $"bench-{Guid.CreateVersion7():N}";
    private readonly SemaphoreSlim _consumed = new(0);
    private readonly byte[] _body;
    private readonly IConnection _connection;
    private readonly IChannel _publishing;
    private readonly IChannel _consuming;

    private RawBroker(int bodySize, IConnection connection, IChannel publishing, IChannel consuming)
    {
        _body = new byte[bodySize];
        (_connection, _publishing, _consuming) = (connection, publishing, consuming);
    }

    /// <summary>Connects, and begins to consume from a queue of its own.</summary>
    /// <param name="broker">Where it is.</param>
    /// <param name="bodySize">The size of a message, in bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RawBroker> OpenAsync(Uri broker, int bodySize, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(cancellationToken);
        var publishing = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        var raw = new RawBroker(bodySize, connection, publishing, await connection.CreateChannelAsync(cancellationToken: cancellationToken));
        await raw.ConsumeAsync(cancellationToken);
        return raw;
    }

    /// <summary>How long one takes to be published, confirmed and consumed: the median, in milliseconds.</summary>
    public async Task<double> MessageTimeAsync(TimeSpan time, CancellationToken cancellationToken) => Latencies.Quantile(
        await Load.OneByOneAsync(time, () => Task.WhenAll(_consumed.WaitAsync(cancellationToken), PublishAsync(cancellationToken)), cancellationToken), 0.5);

    /// <summary>Messages per second: published, confirmed, consumed, acknowledged.</summary>
    public async Task<double> MessagesAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var before = _consumed.CurrentCount;
        var started = Stopwatch.GetTimestamp();
        await Load.SaturateAsync(Publishers, time, _ => PublishAsync(cancellationToken), cancellationToken);
        return (_consumed.CurrentCount - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _consuming.QueueDeleteAsync(_queue);
        await _consuming.DisposeAsync();
        await _publishing.DisposeAsync();
        await _connection.DisposeAsync();
        _consumed.Dispose();
    }

    private async Task ConsumeAsync(CancellationToken cancellationToken)
    {
        await _consuming.QueueDeclareAsync(_queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        await _consuming.BasicQosAsync(0, Publishers, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_consuming);
        consumer.ReceivedAsync += async (_, message) =>
        {
            await _consuming.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
            _consumed.Release();
        };
        await _consuming.BasicConsumeAsync(_queue, autoAck: false, consumer, cancellationToken);
    }

    private Task PublishAsync(CancellationToken cancellationToken) =>
        _publishing.BasicPublishAsync("", _queue, mandatory: true, new BasicProperties { Persistent = true }, _body, cancellationToken).AsTask();
}
