using System.Text.Json;

namespace Msq.Local.Conversion;

/// <summary>The <c>config.json</c> of an OZ Relayer.</summary>
internal static class OzRelayerConfiguration
{
    // How far networks may inherit from each other.
    private const int Deepest = 8;

    /// <summary>Reads its EVM relayers.</summary>
    /// <param name="json">The file.</param>
    /// <param name="folder">Where it is, to find the networks' files.</param>
    /// <exception cref="FormatException">Something is missing; the message says what.</exception>
    public static IReadOnlyList<ForeignRelayer> Read(JsonElement json, string folder)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("relayers", out var relayers) || relayers.ValueKind != JsonValueKind.Array)
            throw new FormatException("it is no configuration of an OZ Relayer: it has no relayers");
        var chains = Chains(json, folder);
        return [.. relayers.EnumerateArray().Where(one => one.Word("network_type") is null or "evm").Select(one => ReadOne(one, chains))];
    }

    private static ForeignRelayer ReadOne(JsonElement item, Dictionary<string, ulong> chains)
    {
        var id = item.Word("id") ?? throw new FormatException("a relayer has no id");
        var network = item.Word("network") ?? throw new FormatException($"'{id}' has no network");
        var chain = chains.TryGetValue(network, out var known) ? known : throw new FormatException($"'{id}' is on '{network}', whose chain_id is not in the networks");
        var policies = item.TryGetProperty("policies", out var given) ? given : default;
        return new ForeignRelayer(id, network, chain, Address: null, policies.Whole("min_balance"), policies.Words("whitelist_receivers"), id);
    }

    // The networks stand in the file, or in a folder that it names: relative to the folder that OZ Relayer is started in, one above its config.
    private static Dictionary<string, ulong> Chains(JsonElement json, string folder)
    {
        var networks = new List<JsonElement>();
        if (json.TryGetProperty("networks", out var given) && given.ValueKind == JsonValueKind.Array)
            networks.AddRange(given.EnumerateArray());
        else
            networks.AddRange(FromFiles(given.ValueKind == JsonValueKind.String && given.GetString() is { Length: > 0 } path ? path : "./config/networks", folder));
        var byName = networks.Where(one => one.Word("network") is not null && one.Word("type") is null or "evm").GroupBy(one => one.Word("network")!).ToDictionary(same => same.Key, same => same.First());
        return byName.Keys.Select(name => (name, Chain: ChainOf(name, byName, Deepest))).Where(one => one.Chain is not null).ToDictionary(one => one.name, one => one.Chain!.Value);
    }

    private static ulong? ChainOf(string name, IReadOnlyDictionary<string, JsonElement> networks, int depth)
    {
        if (depth == 0 || !networks.TryGetValue(name, out var network))
            return null;
        return network.Whole("chain_id") is { } chain && ulong.TryParse(chain, out var id) ? id
            : network.Word("from") is { } parent ? ChainOf(parent, networks, depth - 1) : null;
    }

    private static List<JsonElement> FromFiles(string path, string folder)
    {
        var found = new[] { Path.Combine(folder, "..", path), Path.Combine(folder, path), Path.Combine(folder, "networks") }.FirstOrDefault(Directory.Exists)
            ?? throw new FormatException($"its networks are in the folder '{path}', which was not found beside it");
        var networks = new List<JsonElement>();
        foreach (var file in Directory.EnumerateFiles(found, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("networks", out var listed) && listed.ValueKind == JsonValueKind.Array)
                networks.AddRange(listed.Clone().EnumerateArray());
        }

        return networks;
    }
}
