using System.Security.Cryptography;
using Msq.Hosting.Callbacks;
using Msq.Hosting.Configuration;
using Msq.Hosting.Pools;

namespace Msq.Hosting.Clients;

/// <summary>What <c>clients.yaml</c> says now: <see cref="ConfigurationReload"/> has it follow the file.</summary>
public sealed class ClientFile
{
    /// <summary>The file's name in the configuration folder.</summary>
    public const string FileName = "clients.yaml";

    private volatile State _now;

    private ClientFile(IReadOnlyList<ApiClient> clients) => _now = new State(clients, [.. clients.SelectMany(client => client.Keys, (client, key) => (client, key))]);

    /// <summary>Every client, in the file's order.</summary>
    public IReadOnlyList<ApiClient> Clients => _now.Clients;

    /// <summary>A client by name, or null.</summary>
    public ApiClient? Client(string name) => Clients.FirstOrDefault(client => client.Name == name);

    /// <summary>The client whose key has this hash, or null. Takes the same time whether, and where, it is found.</summary>
    public (ApiClient Client, ApiKey Key)? Find(ReadOnlySpan<byte> sha256)
    {
        (ApiClient, ApiKey)? found = null;
        foreach (var entry in _now.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Key.Sha256, sha256))
                found = entry;
        }

        return found;
    }

    /// <summary>Takes over what the file says now. It counts from the next request on.</summary>
    /// <returns>Which clients and keys came and went, in words.</returns>
    internal string TakeOver(ClientFile newer)
    {
        var before = _now;
        _now = newer._now;
        return $"{FollowedFile.Changes("clients", before.Clients.Select(client => client.Name), Clients.Select(client => client.Name))}; "
            + $"{FollowedFile.Changes("keys", before.LiveKeys, _now.LiveKeys)}";
    }

    /// <summary>Reads and checks the file.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="variable">Resolves <c>${NAME}</c>.</param>
    /// <param name="pools">The pools that clients may name.</param>
    /// <param name="isProduction">Refuses a file that says <c>development: true</c>: everybody knows its keys.</param>
    /// <exception cref="ConfigurationProblem">Something is wrong; the message names the file and the key.</exception>
    public static ClientFile Read(string folder, Func<string, string?> variable, PoolFile pools, bool isProduction)
    {
        var root = ConfigurationFile.Read(Path.Combine(folder, FileName), variable).Root;
        if (root.Flag("development") && isProduction)
            throw root.Problem("development", "is true, but the environment is Production: these keys are public. Set MSQ_CONFIG to a folder with your own");

        var clients = new List<ApiClient>();
        var ids = new HashSet<string>();
        var hashes = new HashSet<string>();
        root.Each("clients", node =>
        {
            var client = ReadClient(node, pools, ids, hashes);
            if (clients.Any(other => other.Name == client.Name))
                throw node.Problem("name", $"'{client.Name}' is used twice");
            clients.Add(client);
            return client;
        });

        root.RefuseOthers();
        return new ClientFile(clients);
    }

    private sealed record State(IReadOnlyList<ApiClient> Clients, IReadOnlyList<(ApiClient Client, ApiKey Key)> Keys)
    {
        public IEnumerable<string> LiveKeys => Keys.Where(entry => !entry.Key.Revoked).Select(entry => entry.Key.Id);
    }

    private static ApiClient ReadClient(ConfigurationNode node, PoolFile pools, HashSet<string> ids, HashSet<string> hashes)
    {
        var client = new ApiClient(
            Word(node, "name"),
            node.Each("keys", key => ReadKey(key, ids, hashes)),
            node.Texts("scopes").ToHashSet(),
            node.Texts("pools"),
            node.OptionalNode("rateLimit") is { } rateLimit ? RateLimit.Read(rateLimit) : null,
            node.OptionalNode("policy") is { } policy ? ClientPolicy.Read(policy) : ClientPolicy.Unbounded,
            node.OptionalNode("gasless") is { } gasless ? GaslessPolicy.Read(gasless) : GaslessPolicy.Default,
            node.Flag("simulate"),
            CallbackEndpoint.ReadAll(node))
        {
            Relayer = node.OptionalText("relayer"),
        };
        if (client.Scopes.FirstOrDefault(scope => scope is not (Scope.Submit or Scope.Read or Scope.Sign or Scope.Admin)) is { } unknown)
            throw node.Problem("scopes", $"'{unknown}' is unknown, must be of {Scope.Submit}, {Scope.Read}, {Scope.Sign}, {Scope.Admin}");
        if (client.Pools.FirstOrDefault(pool => pools.Pool(pool) is null) is { } missing)
            throw node.Problem("pools", $"'{missing}' is not in {PoolFile.FileName}");
        if (client.Relayer is { } relayer && (client.Pools is not [var only] || pools.PoolOf(relayer)?.Name != only))
            throw node.Problem("relayer", $"'{relayer}' must be a relayer of the client's one pool");
        node.RefuseOthers();
        return client;
    }

    private static ApiKey ReadKey(ConfigurationNode node, HashSet<string> ids, HashSet<string> hashes)
    {
        var id = Word(node, "id");
        if (!ids.Add(id))
            throw node.Problem("id", $"'{id}' is used twice; ids are unique over all clients");

        var hash = node.Text("sha256").ToLowerInvariant();
        if (hash.Length != 2 * SHA256.HashSizeInBytes || !hash.All(char.IsAsciiHexDigit))
            throw node.Problem("sha256", "must be the SHA-256 of the key in 64 hex digits (printf %s \"$KEY\" | sha256sum)");
        if (!hashes.Add(hash))
            throw node.Problem("sha256", $"of '{id}' is the hash of another key too; a key belongs to one client");

        var key = new ApiKey(id, Convert.FromHexString(hash), Expires(node), node.Flag("revoked"));
        node.RefuseOthers();
        return key;
    }

    private static DateTime? Expires(ConfigurationNode node)
    {
        if (node.OptionalText("expires") is not { } text)
            return null;
        return Rfc3339.TryParse(text, out var expires)
            ? expires
            : throw node.Problem("expires", $"is '{text}', must be a time like 2027-01-31T00:00:00Z");
    }

    private static string Word(ConfigurationNode node, string key)
    {
        var name = node.Text(key);
        return name.Length <= 64 ? name : throw node.Problem(key, "must be at most 64 characters long");
    }
}
