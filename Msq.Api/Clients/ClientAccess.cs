using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Msq.Api.Problems;
using Msq.Api.RateLimits;
using Msq.Hosting.Clients;

namespace Msq.Api.Clients;

/// <summary>Lets a request in when its API key may do what the route needs.</summary>
internal static class ClientAccess
{
    public const string Header = "X-API-Key";
    private const string Bearer = "Bearer ";

    /// <summary>Asks for a key with one of the scopes.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, params string[] scopes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NeedsKey(scopes), new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests, typeof(Problem), [Problem.MediaType])).AddEndpointFilter(async (invocation, next) =>
            await RefusalAsync(invocation.HttpContext, scopes) is { } refusal ? refusal : await next(invocation));

    /// <summary>Who calls; only behind <see cref="RequireScope"/>.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.GetRequiredFeature<Caller>();

    /// <summary>The client that calls; only behind <see cref="RequireScope"/>.</summary>
    public static ApiClient Client(this HttpContext context) => context.Caller().Client;

    /// <summary>With which of its keys; only behind <see cref="RequireScope"/>.</summary>
    public static string KeyId(this HttpContext context) => context.Caller().Key.Id;

    private static async ValueTask<ProblemResult?> RefusalAsync(HttpContext context, string[] scopes)
    {
        if (Key(context.Request.Headers) is not { } key)
            return ProblemResult.Of(StatusCodes.Status401Unauthorized, $"Send an API key in {Header}, or as Authorization: Bearer.");
        return await AdmitAsync(context, key, scopes);
    }

    /// <summary>Lets the request in by a key that was found in it.</summary>
    /// <returns>Why it is not let in: 401 for an unknown key, 403 for one that may not do this, 429 for one that comes too often; null when it is in.</returns>
    public static async ValueTask<ProblemResult?> AdmitAsync(HttpContext context, string key, params string[] scopes)
    {
        var file = context.RequestServices.GetRequiredService<ClientFile>();
        if (file.Find(SHA256.HashData(Encoding.UTF8.GetBytes(key))) is not { } entry)
            return ProblemResult.Of(StatusCodes.Status401Unauthorized, "The API key is unknown.");
        if (entry.Key.Revoked)
            return Forbidden($"The API key '{entry.Key.Id}' was revoked.");
        if (entry.Key.Expires is { } expires && expires <= context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
            return Forbidden(string.Create(CultureInfo.InvariantCulture, $"The API key '{entry.Key.Id}' expired at {expires:yyyy-MM-ddTHH:mm:ssZ}."));
        if (entry.Client.RateLimit is { } limit && !await IsInTimeAsync(context, entry.Client.Name, limit))
            return ProblemResult.Of(
                StatusCodes.Status429TooManyRequests,
                string.Create(CultureInfo.InvariantCulture, $"The client '{entry.Client.Name}' may make {limit.Requests} requests in {limit.Per.TotalSeconds} s. Retry-After says when to come back."));
        if (!scopes.Any(entry.Client.Scopes.Contains))
            return Forbidden($"The client '{entry.Client.Name}' has not the scope {string.Join(" or ", scopes)}.");

        context.Features.Set(new Caller(entry.Client, entry.Key));
        return null;
    }

    private static async ValueTask<bool> IsInTimeAsync(HttpContext context, string client, RateLimit limit)
    {
        var allowance = await context.RequestServices.GetRequiredService<ClientRates>().TakeAsync(client, limit);
        context.Response.Headers.Tell(limit, allowance);
        return allowance.Granted;
    }

    private static ProblemResult Forbidden(string detail) => ProblemResult.Of(StatusCodes.Status403Forbidden, detail);

    private static string? Key(IHeaderDictionary headers)
    {
        if (One(headers[Header]) is { } key)
            return key;
        return One(headers.Authorization) is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : null;
    }

    private static string? One(StringValues values) => values is [{ Length: > 0 } value] ? value : null;
}

/// <summary>Marks a route that needs an API key with one of the scopes, for the documentation.</summary>
internal sealed record NeedsKey(IReadOnlyList<string> Scopes);
