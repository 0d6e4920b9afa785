using System.Text.Json.Nodes;
using Msq.Hosting.Pools;
using Msq.Local.Servers;
using Msq.Tests.Api;

namespace Msq.Tests.Configuration;

/// <summary>What the schema says changes by a restart only does, and everything else of a pool is followed.</summary>
public sealed class SchemaRestartTests
{
    private const string Log = "Msq.Hosting.Configuration.ConfigurationReload";

    private const string Pool = """
        pools:
          - name: local
            chainId: 31337
            rpcUrls: [http://127.0.0.1:9]
            confirmations: 2
            settle: 1m
            validity: 1h
            retention: 3h
            strategy: round-robin
            minBalance: "1"
            stallAfter: 4m
            forwarder: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
            maxAhead: 8
            deadlineMargin: 2m
            batch: { maxRequests: 3 }
            relayers: [{ id: relayer-1, url: "http://127.0.0.1:8081", apiKey: "${OZ_RELAYER_API_KEY}" }]
        """;

    private static readonly Dictionary<string, (string From, string To)> Changes = new()
    {
        ["name"] = ("name: local", "name: other"),
        ["chainId"] = ("chainId: 31337", "chainId: 1"),
        ["rpcUrls"] = ("[http://127.0.0.1:9]", "[http://127.0.0.1:10]"),
        ["confirmations"] = ("confirmations: 2", "confirmations: 3"),
        ["settle"] = ("settle: 1m", "settle: 2m"),
        ["validity"] = ("validity: 1h", "validity: 2h"),
        ["retention"] = ("retention: 3h", "retention: 4h"),
        ["strategy"] = ("round-robin", "least-load"),
        ["minBalance"] = ("minBalance: \"1\"", "minBalance: \"2\""),
        ["stallAfter"] = ("stallAfter: 4m", "stallAfter: 5m"),
        ["forwarder"] = ("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
        ["maxAhead"] = ("maxAhead: 8", "maxAhead: 9"),
        ["deadlineMargin"] = ("deadlineMargin: 2m", "deadlineMargin: 3m"),
        ["batch"] = ("maxRequests: 3", "maxRequests: 4"),
        ["relayers"] = ("id: relayer-1", "id: relayer-2"),
    };

    [Fact]
    public async Task A_pool_follows_what_the_schema_does_not_leave_to_a_restart()
    {
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "config", "relayer-pool.schema.json")))!;
        var fields = schema["properties"]!["pools"]!["items"]!["properties"]!.AsObject();
        Assert.Equal(fields.Select(field => field.Key).Order(), Changes.Keys.Order());

        await using var api = await ApiWorld.StartAsync(pools: Pool, clients: $$"""
            clients:
              - { name: payments, keys: [{ id: k, sha256: {{ApiWorld.Hash("payments-key")}} }], scopes: [submit], pools: [local] }
            """);
        await api.SubmittedAsync();
        var file = Path.Combine(api.Folder, PoolFile.FileName);
        foreach (var (field, (from, to)) in Changes)
        {
            var before = api.Log.Of(Log).Count();
            await File.WriteAllTextAsync(file, Pool.Replace(from, to, StringComparison.Ordinal));
            await ApiWorld.UntilAsync(() => api.Log.Of(Log).Count() > before);

            var isLeft = ((string)fields[field]!["description"]!).Contains("Changes by a restart only.", StringComparison.Ordinal);
            Assert.Contains(isLeft ? "refused" : "was read again", api.Log.Of(Log).Last(), StringComparison.Ordinal);
        }
    }
}
