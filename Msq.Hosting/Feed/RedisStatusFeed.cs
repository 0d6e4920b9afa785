using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Msq.Storage;
using StackExchange.Redis;

namespace Msq.Hosting.Feed;

/// <summary>Carries announcements between processes by Redis. What Redis loses costs only liveliness.</summary>
internal sealed class RedisStatusFeed(IConnectionMultiplexer redis, ILogger<RedisStatusFeed> logger) : BackgroundService, IStatusFeed
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("msq:status");
    private readonly StatusFeed _here = new();

    public void Announce(Guid transactionId)
    {
        if (redis.IsConnected)
            redis.GetSubscriber().Publish(Channel, transactionId.ToByteArray(bigEndian: true), CommandFlags.FireAndForget);
        else
            _here.Announce(transactionId);
    }

    public IDisposable Listen(Action<Guid> heard) => _here.Listen(heard);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Channel, (_, value) => _here.Announce(new Guid((byte[])value!, bigEndian: true)));
        }
        catch (RedisException exception)
        {
            logger.LogWarning("Redis is away ({Reason}): waiting requests look for themselves", exception.Message);
        }
    }
}
