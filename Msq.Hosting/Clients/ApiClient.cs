using Msq.Hosting.Callbacks;

namespace Msq.Hosting.Clients;

/// <summary>Someone who may use the API.</summary>
/// <param name="Name">Unique; the owner of its transactions.</param>
/// <param name="Keys">At least one.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Pools">Where it may send; the first is its default.</param>
/// <param name="RateLimit">How many requests it may make; null = any number.</param>
/// <param name="Policy">What it may have sent.</param>
/// <param name="Gasless">What its users may have paid.</param>
/// <param name="Simulate">Whether what it submits is simulated first, unless a request says otherwise.</param>
/// <param name="Callbacks">Where it is told what becomes of its transactions.</param>
public sealed record ApiClient(
    string Name, IReadOnlyList<ApiKey> Keys, IReadOnlySet<string> Scopes, IReadOnlyList<string> Pools, RateLimit? RateLimit, ClientPolicy Policy, GaslessPolicy Gasless, bool Simulate,
    IReadOnlyList<CallbackEndpoint> Callbacks)
{
    /// <summary>The one relayer that sends all of its transactions, by its id in the pool file; null leaves it to the pool.</summary>
    public string? Relayer { get; init; }

    /// <summary>Whether it sees the transactions of all clients.</summary>
    public bool IsAdmin => Scopes.Contains(Scope.Admin);
}

/// <summary>One of a client's keys. The key itself is nowhere stored.</summary>
/// <param name="Id">Unique over all clients; names the key in messages and logs.</param>
/// <param name="Sha256">SHA-256 of the key's UTF-8 bytes.</param>
/// <param name="Expires">From then on it is refused (UTC).</param>
/// <param name="Revoked">Refused already.</param>
public sealed record ApiKey(string Id, byte[] Sha256, DateTime? Expires, bool Revoked);

/// <summary>What a client may do.</summary>
public static class Scope
{
    /// <summary>Submit transactions.</summary>
    public const string Submit = "submit";

    /// <summary>Read its own transactions.</summary>
    public const string Read = "read";

    /// <summary>Have the relayer that it is mapped to sign texts and typed data.</summary>
    public const string Sign = "sign";

    /// <summary>Read everybody's transactions, and operate.</summary>
    public const string Admin = "admin";
}
