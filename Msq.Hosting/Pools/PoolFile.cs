using System.Text.RegularExpressions;
using Msq.Ethereum.Values;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Pools;

/// <summary>What <c>relayer-pool.yaml</c> says now: <see cref="ConfigurationReload"/> has it follow the file. What belongs together is taken from it once.</summary>
public sealed partial class PoolFile
{
    /// <summary>The file's name in the configuration folder.</summary>
    public const string FileName = "relayer-pool.yaml";

    private volatile State _now;

    private PoolFile(IReadOnlyList<Pool> pools) =>
        _now = new State(pools, pools.SelectMany(pool => pool.Relayers.Select(relayer => new Place(relayer, pool.Name))).ToDictionary(place => place.Relayer.Id));

    /// <summary>Every pool, in the file's order; the first is the default.</summary>
    public IReadOnlyList<Pool> Pools => _now.Pools;

    /// <summary>Every relayer that the file has, or had since the process started: what these have in hand comes to its end.</summary>
    public IReadOnlyCollection<Relayer> Relayers => [.. _now.Known.Values.Select(place => place.Relayer)];

    /// <summary>A pool by name, or null.</summary>
    public Pool? Pool(string name) => Pools.FirstOrDefault(pool => pool.Name == name);

    /// <summary>A relayer of <see cref="Relayers"/> by id, or null.</summary>
    public Relayer? Relayer(string id) => _now.Known.GetValueOrDefault(id)?.Relayer;

    /// <summary>The pool of a relayer of <see cref="Relayers"/>, or null.</summary>
    public Pool? PoolOf(string relayer) => _now.Known.GetValueOrDefault(relayer) is { } place ? Pool(place.Pool) : null;

    /// <summary>Whether the file has the relayer: others get no new work.</summary>
    public bool Lists(string relayer) => Pools.Any(pool => pool.Relayers.Any(x => x.Id == relayer));

    /// <summary>Takes over what the file says now.</summary>
    /// <returns>Which relayers came, went and changed, in words.</returns>
    /// <exception cref="ConfigurationProblem">It changes what only a start can change; nothing was taken over.</exception>
    internal string TakeOver(PoolFile newer, string path)
    {
        foreach (var pool in Pools)
        {
            var now = newer.Pool(pool.Name) ?? throw new ConfigurationProblem(path, "pools", $"'{pool.Name}' is gone; a pool is removed by a restart, when nothing of it is open");
            if (now.ChainId != pool.ChainId || now.Forwarder != pool.Forwarder || !now.RpcUrls.SequenceEqual(pool.RpcUrls))
                throw new ConfigurationProblem(path, $"pools: {pool.Name}", "chainId, forwarder and rpcUrls change only by a restart");
        }

        if (newer.Pools.FirstOrDefault(pool => Pool(pool.Name) is null) is { } added)
            throw new ConfigurationProblem(path, "pools", $"'{added.Name}' is new; a pool is added by a restart");
        var known = new Dictionary<string, Place>(_now.Known);
        foreach (var (id, place) in newer._now.Known)
            known[id] = place;
        var (before, after) = (Listed(), newer.Listed());
        _now = new State(newer.Pools, known);
        return $"{FollowedFile.Changes("relayers", before.Keys, after.Keys)}; changed: "
            + FollowedFile.Words(after.Where(pair => before.TryGetValue(pair.Key, out var old) && old != pair.Value).Select(pair => pair.Key));
    }

    private Dictionary<string, Relayer> Listed() => Pools.SelectMany(pool => pool.Relayers).ToDictionary(relayer => relayer.Id);

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong; the message names the file and the key.</exception>
    public static PoolFile Read(string folder, Func<string, string?> variable)
    {
        var file = ConfigurationFile.Read(Path.Combine(folder, FileName), variable);
        var pools = new List<Pool>();
        var relayerIds = new HashSet<string>();
        var places = new HashSet<(string Host, string Id)>();
        file.Root.Each("pools", node =>
        {
            var pool = ReadPool(node);
            RefuseTaken(node, pool, pools, relayerIds, places);
            pools.Add(pool);
            return pool;
        });

        file.Root.RefuseOthers();
        return new PoolFile(pools);
    }

    private sealed record Place(Relayer Relayer, string Pool);

    private sealed record State(IReadOnlyList<Pool> Pools, IReadOnlyDictionary<string, Place> Known);

    private static void RefuseTaken(ConfigurationNode node, Pool pool, List<Pool> pools, HashSet<string> relayerIds, HashSet<(string Host, string Id)> places)
    {
        if (pools.Any(other => other.Name == pool.Name))
            throw node.Problem("name", $"'{pool.Name}' is used twice");
        if (pools.Any(other => other.ChainId == pool.ChainId))
            throw node.Problem("chainId", $"{pool.ChainId} has a pool already: one pool per chain");
        foreach (var relayer in pool.Relayers)
        {
            if (!relayerIds.Add(relayer.Id))
                throw node.Problem("relayers", $"id '{relayer.Id}' is used twice; ids are unique over all pools");
            // Two entries for one signer would each believe to own its nonces and its list.
            if (!places.Add((relayer.Url.Authority, relayer.RelayerId)))
                throw node.Problem("relayers", $"'{relayer.Id}' names relayer '{relayer.RelayerId}' at {relayer.Url.Authority}, as another entry does");
        }
    }

    private static Pool ReadPool(ConfigurationNode node)
    {
        var pool = new Pool(
            Name(node, "name"),
            (ulong)node.Number("chainId", null, 1, long.MaxValue),
            node.Urls("rpcUrls"),
            (int)node.Number("confirmations", null, 1, 10_000),
            node.Duration("settle", TimeSpan.FromMinutes(2)),
            node.Duration("validity", TimeSpan.FromHours(2)),
            node.Duration("retention", TimeSpan.FromHours(4)),
            Forwarder(node),
            (int)node.Number("maxAhead", 64, 0, 10_000),
            node.Duration("deadlineMargin", TimeSpan.FromMinutes(1)),
            StrategyWord.Of(node.Word("strategy", StrategyWord.All[0], StrategyWord.All)),
            node.OptionalWei("minBalance"),
            node.Duration("stallAfter", TimeSpan.FromMinutes(5)),
            Batch(node),
            node.Each("relayers", ReadRelayer));
        if (pool is { Batch: not null, Forwarder: null })
            throw node.Problem("batch", "needs a forwarder");
        node.RefuseOthers();
        return pool;
    }

    private static Address? Forwarder(ConfigurationNode node)
    {
        if (node.OptionalText("forwarder") is not { } text)
            return null;
        return Address.TryParse(text, out var address, out var error) ? address : throw node.Problem("forwarder", $"is '{text}', {error}");
    }

    private static BatchRule? Batch(ConfigurationNode pool)
    {
        if (pool.OptionalNode("batch") is not { } node)
            return null;
        var rule = new BatchRule(
            (int)node.Number("maxRequests", 20, 2, 500),
            TimeSpan.FromMilliseconds(node.Number("maxWaitMs", 500, 10, 60_000)),
            (ulong)node.Number("maxGas", 5_000_000, 100_000, 1_000_000_000));
        node.RefuseOthers();
        return rule;
    }

    private static Relayer ReadRelayer(ConfigurationNode node)
    {
        var id = Name(node, "id");
        var relayer = new Relayer(
            id,
            node.Url("url"),
            node.OptionalText("relayerId") ?? id,
            node.Secret("apiKey"),
            (int)node.Number("consumers", 4, 1, 256),
            (int)node.Number("maxPending", 100, 1, 1_000_000),
            (int)node.Number("weight", 1, 1, 100));
        node.RefuseOthers();
        return relayer;
    }

    private static string Name(ConfigurationNode node, string key)
    {
        var name = node.Text(key);
        return NamePattern().IsMatch(name) && !name.StartsWith("msq-", StringComparison.Ordinal)
            ? name
            : throw node.Problem(key, $"is '{name}', must be 1 to 36 of a-z, A-Z, 0-9, - and _, and not begin with msq-");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,36}$")]
    private static partial Regex NamePattern();
}
