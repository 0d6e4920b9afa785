using System.Collections.Concurrent;
using Msq.Hosting.Clients;

namespace Msq.Api.RateLimits;

/// <summary>
/// The clients' buckets in this process. All that there is to know of a bucket is when it will be full: each token taken puts that off by the time it takes to make one.
/// </summary>
internal sealed class LocalBuckets(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, TimeSpan> _fullAt = [];

    /// <summary>Takes a token, if there is one.</summary>
    public Allowance Take(string client, RateLimit limit)
    {
        var now = time.GetElapsedTime(_start);
        while (true)
        {
            var known = _fullAt.GetOrAdd(client, TimeSpan.Zero);
            var untilFull = TimeSpan.FromTicks(Math.Clamp((known - now).Ticks, 0, limit.Per.Ticks));
            if (untilFull + Allowance.Step(limit) > limit.Per)
                return Allowance.Of(limit, granted: false, untilFull);
            untilFull += Allowance.Step(limit);
            if (_fullAt.TryUpdate(client, now + untilFull, known))
                return Allowance.Of(limit, granted: true, untilFull);
        }
    }
}
