using Msq.Hosting.Clients;
using StackExchange.Redis;

namespace Msq.Api.RateLimits;

/// <summary>
/// Counts clients' requests: in Redis, for all API processes together; in this process alone while Redis is away or there is none. A limit protects the service from haste. It is not
/// worth keeping a request waiting for, so losing Redis only makes it looser.
/// </summary>
internal sealed class ClientRates(TimeProvider time, ILogger<ClientRates> logger, IConnectionMultiplexer? redis = null)
{
    // Not every request finds out anew that Redis does not answer.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly LocalBuckets _local = new(time);
    private readonly RedisBuckets? _shared = redis is null ? null : new RedisBuckets(redis);
    private long _awaySince;

    /// <summary>Takes a token from the client's bucket.</summary>
    public async ValueTask<Allowance> TakeAsync(string client, RateLimit limit)
    {
        var since = Volatile.Read(ref _awaySince);
        if (_shared is null || (since != 0 && time.GetElapsedTime(since) < AskAgainAfter))
            return _local.Take(client, limit);

        try
        {
            var allowance = await _shared.TakeAsync(client, limit);
            if (Interlocked.Exchange(ref _awaySince, 0) != 0)
                logger.LogInformation("Redis is back: rate limits count for all API processes together");
            return allowance;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            if (Interlocked.Exchange(ref _awaySince, time.GetTimestamp()) == 0)
                logger.LogWarning("Redis is away ({Reason}): each API process counts rate limits by itself", exception.Message);
            return _local.Take(client, limit);
        }
    }
}
