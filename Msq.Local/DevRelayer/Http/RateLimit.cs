using System.Threading.RateLimiting;

namespace Msq.Local.DevRelayer.Http;

/// <summary>One bucket per <c>Authorization</c> value, so all clients with one key share it.</summary>
internal sealed class RateLimit(RequestDelegate next, DevRelayerRateLimit limit) : IDisposable
{
    private readonly PartitionedRateLimiter<string> buckets = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / limit.RequestsPerSecond,
            QueueLimit = 0,
        }));

    public async Task InvokeAsync(HttpContext context)
    {
        using var lease = buckets.AttemptAcquire(context.Request.Headers.Authorization.ToString());
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        // Whole seconds, rounded down: with many requests a second the advice is always 0.
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = "application/json";
        context.Response.Headers.RetryAfter = "0";
        context.Response.Headers["x-ratelimit-after"] = "0";
        await context.Response.WriteAsync("""{ "success": false, "code":429, "error": "TooManyRequests", "message": "Too Many Requests", "after": 0}""");
    }

    public void Dispose() => buckets.Dispose();
}
