using System.Globalization;
using Msq.Hosting.Clients;

namespace Msq.Api.RateLimits;

/// <summary>Tells clients how much they may still ask for, by draft-ietf-httpapi-ratelimit-headers-10.</summary>
internal static class RateLimitHeaders
{
    public const string Policy = "RateLimit-Policy";
    public const string Standing = "RateLimit";

    /// <summary>Says it; to a request that was refused also when to come back.</summary>
    public static void Tell(this IHeaderDictionary headers, RateLimit limit, Allowance allowance)
    {
        var seconds = (long)Math.Ceiling(allowance.NextIn.TotalSeconds);
        headers[Policy] = string.Create(CultureInfo.InvariantCulture, $"\"client\";q={limit.Requests};w={(long)limit.Per.TotalSeconds}");
        headers[Standing] = string.Create(CultureInfo.InvariantCulture, $"\"client\";r={allowance.Remaining};t={seconds}");
        if (!allowance.Granted)
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }
}
