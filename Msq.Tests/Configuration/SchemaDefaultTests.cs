using System.Text.Json.Nodes;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.Local;
using Msq.Local.Servers;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Configuration;

/// <summary>What the schemas say is the default is what counts where nothing is written.</summary>
public sealed class SchemaDefaultTests : IDisposable
{
    private const string Pools = """
        {"pools": [{"name": "local", "chainId": 31337, "rpcUrls": ["http://127.0.0.1:8545"], "confirmations": 2, "forwarder": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "batch": {},
          "relayers": [{"id": "relayer-1", "url": "http://127.0.0.1:8081", "apiKey": "${KEY}"}]}]}
        """;

    private const string Clients = """
        {"clients": [{"name": "payments", "keys": [{"id": "k", "sha256": "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"}], "scopes": ["submit"], "pools": ["local"],
          "rateLimit": {"requests": 5}, "gasless": {}, "callbacks": [{"name": "a", "url": "https://example.org", "secrets": ["${SECRET}"]}]}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Those_of_relayer_pool_yaml()
    {
        Assert.Equivalent(ReadPools(Pools).Pools, ReadPools(WithDefaults("relayer-pool.schema.json", Pools)).Pools, strict: true);

        // They would differ if one were wrong.
        Assert.ThrowsAny<Exception>(() => Assert.Equivalent(ReadPools(Pools).Pools, ReadPools(Pools.Replace("\"batch\": {}", "\"batch\": {\"maxGas\": 5000001}", StringComparison.Ordinal)).Pools, strict: true));
    }

    [Fact]
    public void Those_of_clients_yaml()
    {
        ReadPools(Pools);

        Assert.Equivalent(ReadClients(Clients).Clients, ReadClients(WithDefaults("clients.schema.json", Clients)).Clients, strict: true);

        Assert.ThrowsAny<Exception>(() => Assert.Equivalent(ReadClients(Clients).Clients, ReadClients(Clients.Replace("\"gasless\": {}", "\"gasless\": {\"maxValue\": \"1\"}", StringComparison.Ordinal)).Clients, strict: true));
    }

    private static string WithDefaults(string schemaFile, string text)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        var written = Write(JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "config", schemaFile)))!.AsObject(), document);
        Assert.NotEqual(0, written);
        return document.ToJsonString();
    }

    // Into every object that is there, each default of its schema.
    private static int Write(JsonObject schema, JsonObject target)
    {
        var written = 0;
        foreach (var (name, node) in schema["properties"]!.AsObject())
        {
            var property = node!.AsObject();
            if (property["default"] is { } value)
            {
                target[name] = value.DeepClone();
                written++;
            }
            else if (target[name] is JsonObject inner)
            {
                written += Write(property, inner);
            }
            else if (target[name] is JsonArray list && property["items"]!["properties"] is not null)
            {
                written += list.Sum(item => Write(property["items"]!.AsObject(), item!.AsObject()));
            }
        }

        return written;
    }

    private PoolFile ReadPools(string text)
    {
        File.WriteAllText(Path.Combine(_folder.Path, PoolFile.FileName), text);
        return PoolFile.Read(_folder.Path, _ => "key");
    }

    private ClientFile ReadClients(string text)
    {
        File.WriteAllText(Path.Combine(_folder.Path, ClientFile.FileName), text);
        return ClientFile.Read(_folder.Path, _ => Development.CallbackSecret, PoolFile.Read(_folder.Path, _ => "key"), isProduction: false);
    }
}
