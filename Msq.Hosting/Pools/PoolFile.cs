using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Msq.Ethereum.Values;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Pools;

/// <summary>What <c>relayer-pool.yaml</c> says.</summary>
public sealed partial class PoolFile
{
    /// <summary>The file's name in the configuration folder.</summary>
    public const string FileName = "relayer-pool.yaml";

    private readonly Dictionary<string, Relayer> _relayers;

    private PoolFile(IReadOnlyList<Pool> pools)
    {
        Pools = pools;
        _relayers = pools.SelectMany(pool => pool.Relayers).ToDictionary(relayer => relayer.Id);
    }

    /// <summary>Every pool, in the file's order; the first is the default.</summary>
    public IReadOnlyList<Pool> Pools { get; }

    /// <summary>Every relayer of every pool.</summary>
    public IReadOnlyCollection<Relayer> Relayers => _relayers.Values;

    /// <summary>A pool by name, or null.</summary>
    public Pool? Pool(string name) => Pools.FirstOrDefault(pool => pool.Name == name);

    /// <summary>A relayer by id, or null.</summary>
    public Relayer? Relayer(string id) => _relayers.GetValueOrDefault(id);

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="ConfigurationProblem">Something is wrong; the message names the file and the key.</exception>
    public static PoolFile Read(string folder, Func<string, string?> variable)
    {
        var file = ConfigurationFile.Read(Path.Combine(folder, FileName), variable);
        var pools = new List<Pool>();
        var relayerIds = new HashSet<string>();
        var places = new HashSet<(string Host, string Id)>();
        foreach (var node in file.Root.Nodes("pools"))
        {
            var pool = ReadPool(node);
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

            pools.Add(pool);
        }

        file.Root.RefuseOthers();
        return new PoolFile(pools);
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
            MinBalance(node),
            Batch(node),
            [.. node.Nodes("relayers").Select(ReadRelayer)]);
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

    private static BigInteger? MinBalance(ConfigurationNode node)
    {
        if (node.OptionalText("minBalance") is not { } text)
            return null;
        return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wei) && wei <= UInt256.Max
            ? wei
            : throw node.Problem("minBalance", $"is '{text}', must be wei in decimal digits");
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
