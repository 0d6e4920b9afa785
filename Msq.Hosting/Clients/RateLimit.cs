using Msq.Hosting.Configuration;

namespace Msq.Hosting.Clients;

/// <summary>How many requests a client may make: a bucket of tokens, of which each request takes one: <c>rateLimit</c> in <c>clients.yaml</c>.</summary>
/// <param name="Requests">What the full bucket holds: so many may come at once.</param>
/// <param name="Per">How long the empty bucket takes to fill, evenly; whole seconds.</param>
public sealed record RateLimit(int Requests, TimeSpan Per)
{
    /// <summary>Reads the client's entry.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong with it.</exception>
    public static RateLimit Read(ConfigurationNode node)
    {
        var limit = new RateLimit((int)node.Number("requests", null, 1, 1_000_000), node.Duration("per", TimeSpan.FromSeconds(1)));
        if (limit.Per.Ticks % TimeSpan.TicksPerSecond != 0 || limit.Per > TimeSpan.FromDays(1))
            throw node.Problem("per", "must be whole seconds, up to 24h");
        node.RefuseOthers();
        return limit;
    }
}
