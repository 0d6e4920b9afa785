using Msq.Hosting.Configuration;
using Msq.Hosting.Pools;

namespace Msq.Tests.Configuration;

public sealed class PoolFileTests : IDisposable
{
    private const string Good = """
        pools:
          - name: local
            chainId: 31337
            rpcUrls: [http://127.0.0.1:8545]
            confirmations: 2
            settle: 5s
            relayers:
              - { id: relayer-1, url: "http://127.0.0.1:8081", apiKey: "${KEY}" }
              - { id: relayer-2, url: "http://127.0.0.1:8082", apiKey: "${KEY}", consumers: 8, maxPending: 7 }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("msq-pool-").FullName;

    [Fact]
    public void A_good_file_is_read_with_its_defaults_and_its_secrets()
    {
        var pool = Assert.Single(Read(Good).Pools);

        Assert.Equal((31337UL, 2, TimeSpan.FromSeconds(5), TimeSpan.FromHours(2)), (pool.ChainId, pool.Confirmations, pool.Settle, pool.Validity));
        Assert.Equal(("secret", 4, 100, "relayer-1"), (pool.Relayers[0].ApiKey, pool.Relayers[0].Consumers, pool.Relayers[0].MaxPending, pool.Relayers[0].RelayerId));
        Assert.Equal((8, 7), (pool.Relayers[1].Consumers, pool.Relayers[1].MaxPending));
    }

    [Fact]
    public void A_relayer_never_shows_its_key() => Assert.DoesNotContain("secret", Read(Good).Relayers.First().ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("chainId: 31337", "chainid: 31337", "pools[0].chainId", "missing")]
    [InlineData("chainId: 31337", "chainId: many", "pools[0].chainId", "whole number")]
    [InlineData("confirmations: 2", "confirmations: 0", "pools[0].confirmations", "from 1")]
    [InlineData("settle: 5s", "settle: soon", "pools[0].settle", "30s")]
    [InlineData("settle: 5s", "settel: 5s", "pools[0].settel", "unknown")]
    [InlineData("settle: 5s", "forwarder: \"0x12\"", "pools[0].forwarder", "40 hex digits")]
    [InlineData("settle: 5s", "maxAhead: -1", "pools[0].maxAhead", "whole number")]
    [InlineData("settle: 5s", "deadlineMargin: soon", "pools[0].deadlineMargin", "30s")]
    [InlineData("settle: 5s", "strategy: fastest", "pools[0].strategy", "least-load")]
    [InlineData("settle: 5s", "minBalance: 0.5", "pools[0].minBalance", "decimal digits")]
    [InlineData("settle: 5s", "batch: { maxRequests: 1 }", "pools[0].batch.maxRequests", "from 2")]
    [InlineData("settle: 5s", "batch: { maxWait: 5s }", "pools[0].batch.maxWait", "unknown")]
    [InlineData("settle: 5s", "batch: { maxRequests: 5 }", "pools[0].batch", "forwarder")]
    [InlineData("maxPending: 7", "weight: 0", "pools[0].relayers[1].weight", "from 1")]
    [InlineData("maxPending: 7", "maxPendign: 7", "pools[0].relayers[1].maxPendign", "unknown")]
    [InlineData("http://127.0.0.1:8081", "localhost:8081", "pools[0].relayers[0].url", "http or https")]
    [InlineData("[http://127.0.0.1:8545]", "[ws://127.0.0.1:8545]", "pools[0].rpcUrls[0]", "http or https")]
    [InlineData("id: relayer-2", "id: relayer-1", "relayers", "used twice")]
    [InlineData("id: relayer-2, url: \"http://127.0.0.1:8082\"", "id: relayer-2, relayerId: relayer-1, url: \"http://127.0.0.1:8081\"", "relayers", "as another entry does")]
    [InlineData("id: relayer-2", "id: msq-gas", "pools[0].relayers[1].id", "msq-")]
    [InlineData("8081\", apiKey: \"${KEY}\"", "8081\", apiKey: \"${NOBODY_SET_THIS}\"", "pools[0].relayers[0].apiKey", "NOBODY_SET_THIS")]
    [InlineData("apiKey: \"${KEY}\", consumers", "apiKey: plain, consumers", "pools[0].relayers[1].apiKey", "must not stand in the file")]
    [InlineData("apiKey: \"${KEY}\", consumers", "apiKey: \"x${KEY}\", consumers", "pools[0].relayers[1].apiKey", "must not stand in the file")]
    [InlineData("apiKey: \"${KEY}\", consumers", "relayerId: r2, consumers", "pools[0].relayers[1].apiKey", "missing")]
    [InlineData("pools:", "pools: [", "line", "")]
    public void A_mistake_is_named_with_its_file_and_key(string good, string bad, string key, string problem)
    {
        var refused = Assert.Throws<ConfigurationProblem>(() => Read(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.Contains(PoolFile.FileName, refused.Message, StringComparison.Ordinal);
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Contains("not found", Assert.Throws<ConfigurationProblem>(() => PoolFile.Read(folder, _ => null)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private PoolFile Read(string text)
    {
        File.WriteAllText(Path.Combine(folder, PoolFile.FileName), text);
        return PoolFile.Read(folder, name => name == "KEY" ? "secret" : null);
    }
}
