using Msq.Hosting.Clients;
using StackExchange.Redis;

namespace Msq.Api.RateLimits;

/// <summary>The clients' buckets in Redis, which all API processes share, by Redis's clock. They are kept as in <see cref="LocalBuckets"/>.</summary>
internal sealed class RedisBuckets(IConnectionMultiplexer redis)
{
    // A request is let in without asking rather than kept waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    // KEYS: when the bucket is full. ARGV: the time that one token takes, and the time that all take. All in microseconds: these are exact in Lua's numbers.
    private const string Script = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local step, per = tonumber(ARGV[1]), tonumber(ARGV[2])
        local untilFull = math.min(per, math.max(0, tonumber(redis.call('GET', KEYS[1]) or '0') - now))
        if untilFull + step > per then
          return {0, untilFull}
        end
        untilFull = untilFull + step
        redis.call('SET', KEYS[1], string.format('%.0f', now + untilFull), 'PX', math.ceil(untilFull / 1000))
        return {1, untilFull}
        """;

    /// <summary>Takes a token, if there is one.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    /// <exception cref="TimeoutException">It does not answer at once.</exception>
    public async Task<Allowance> TakeAsync(string client, RateLimit limit)
    {
        if (!redis.IsConnected)
            throw new RedisException("it is not connected");
        var answer = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(
            Script, [$"msq:rate:{client}"], [(long)Allowance.Step(limit).TotalMicroseconds, (long)limit.Per.TotalMicroseconds]).WaitAsync(Patience))!;
        return Allowance.Of(limit, answer[0] == 1, TimeSpan.FromMicroseconds(answer[1]));
    }
}
