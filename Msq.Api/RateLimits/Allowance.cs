using Msq.Hosting.Clients;

namespace Msq.Api.RateLimits;

/// <summary>What a client's bucket answered to a request, and how it stands since.</summary>
/// <param name="Granted">The request had its token.</param>
/// <param name="Remaining">Tokens that are left.</param>
/// <param name="NextIn">When there is one more; zero while the bucket is full.</param>
internal sealed record Allowance(bool Granted, long Remaining, TimeSpan NextIn)
{
    /// <summary>How long it takes until there is one more token in an empty bucket.</summary>
    public static TimeSpan Step(RateLimit limit) => TimeSpan.FromMicroseconds(Math.Max(1, (long)(limit.Per.TotalMicroseconds / limit.Requests)));

    /// <summary>The answer of a bucket that is full again after <paramref name="untilFull"/>.</summary>
    public static Allowance Of(RateLimit limit, bool granted, TimeSpan untilFull)
    {
        var step = Step(limit);
        var filled = Math.Max(0, (limit.Per - untilFull).Ticks);
        var remaining = Math.Min(limit.Requests, filled / step.Ticks);
        return new Allowance(granted, remaining, untilFull <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks(step.Ticks - (filled % step.Ticks)));
    }
}
