using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.Local.Commands;
using Msq.Local.Servers;
using Msq.Tests.Api;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Commands;

/// <summary>What other services' relayers become.</summary>
public sealed class ConvertTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        errors.Dispose();
    }

    [Fact]
    public void Defenders_relayers_become_pools_and_clients_that_Msq_takes()
    {
        var (pools, clients) = Convert("defender", """
            {"items":[
              {"relayerId":"58b3d255-e357-4b0d-aa16-e86f745e63b9","name":"Payments Sepolia","network":"sepolia","address":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
               "minBalance":"100000000000000000","paused":false,"policies":{"whitelistReceivers":["0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"]}},
              {"relayerId":"b","name":"payments sepolia","network":"sepolia","minBalance":900000000000000000,"policies":{}},
              {"relayerId":"c","name":"Games","network":"matic","minBalance":"0"}]}
            """);

        Assert.Equal([("sepolia", 11155111UL, 2), ("matic", 137UL, 1)], pools.Pools.Select(pool => (pool.Name, pool.ChainId, pool.Relayers.Count)));
        Assert.Equal(["payments-sepolia", "payments-sepolia-2", "games"], pools.Pools.SelectMany(pool => pool.Relayers.Select(relayer => relayer.Id)));
        Assert.Equal(900000000000000000, pools.Pool("sepolia")!.MinBalance);
        var secret = output.ToString().Split('\n').Single(line => line.Contains("Payments Sepolia", StringComparison.Ordinal)).Trim().Split(' ')[^1];
        var found = clients.Find(System.Convert.FromHexString(ApiWorld.Hash(secret)))!.Value;
        Assert.StartsWith("msq_", secret, StringComparison.Ordinal);
        Assert.Equal(("payments-sepolia", "payments-sepolia", "payments-sepolia"), (found.Client.Name, found.Key.Id, found.Client.Relayer));
    }

    [Fact]
    public void An_OZ_Relayers_configuration_becomes_a_pool_and_clients()
    {
        var (pools, _) = Convert("oz-relayer", File.ReadAllText(Path.Combine(RepositoryRoot.Path, "config", "oz-relayer", "relayer-1", "config.json")));
        var pool = Assert.Single(pools.Pools);
        Assert.Equal((31337UL, "relayer-1"), (pool.ChainId, Assert.Single(pool.Relayers).RelayerId));
    }

    [Theory]
    [InlineData("defender", "{}", "no list of relayers")]
    [InlineData("defender", """[{"name":"a","network":"nowhere"}]""", "'a' is on 'nowhere'")]
    [InlineData("oz-relayer", "{}", "it has no relayers")]
    [InlineData("oz-relayer", """{"relayers":[{"id":"a","network":"x"}],"networks":[]}""", "'a' is on 'x'")]
    [InlineData("defender", "not JSON", "is an invalid")]
    public void What_cannot_be_converted_is_said_and_nothing_is_written(string source, string text, string words)
    {
        Assert.Equal(1, Run(source, text));
        Assert.Contains(words, errors.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        const string text = """[{"name":"a","network":"sepolia"}]""";
        Assert.Equal(0, Run("defender", text));
        var before = File.ReadAllText(Path.Combine(Out, "clients.yaml"));
        Assert.Equal(1, Run("defender", text));
        Assert.Equal(before, File.ReadAllText(Path.Combine(Out, "clients.yaml")));
    }

    private string Out => Path.Combine(folder.Path, "out");

    private int Run(string source, string text)
    {
        var file = Path.Combine(folder.Path, "in.json");
        File.WriteAllText(file, text);
        return ConvertCommand.Run([source, file, Out], output, errors);
    }

    private (PoolFile Pools, ClientFile Clients) Convert(string source, string text)
    {
        Assert.True(Run(source, text) == 0, errors.ToString());
        static string Variable(string name) => name.StartsWith("RPC_URL_", StringComparison.Ordinal) ? "http://127.0.0.1:8545" : name.StartsWith("OZ_RELAYER_URL_", StringComparison.Ordinal) ? $"http://{name.Replace('_', '-')}:8080" : "a-key";
        var pools = PoolFile.Read(Out, Variable);
        return (pools, ClientFile.Read(Out, Variable, pools, isProduction: true));
    }
}
