using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting.Abi;
using Msq.Hosting.Configuration;
using Msq.Local.Contracts;
using Msq.Storage.Relayers;
using Msq.Tests.Api;
using Msq.Tests.Chain;
using Msq.Tests.Gasless;

namespace Msq.Tests.Simulation;

/// <summary>Transactions are tried on a real chain before they are accepted.</summary>
public sealed class SimulationTests(SimulationTests.RevertingChain chain) : IClassFixture<SimulationTests.RevertingChain>
{
    private const string Relayer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private const string Hello = "0x08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000000568656c6c6f000000000000000000000000000000000000000000000000000000";
    private const string Abi = """[{"type":"error","name":"TooLate","inputs":[{"name":"by","type":"uint256"}]}]""";
    private static readonly string TooLate = HexConvert.ToHex([.. AbiEncoder.Selector("TooLate(uint256)"), .. UInt256.ToBytes32(30)]);

    private readonly Wallet wallet = new();

    public static TheoryData<string, string, string?> Reverts() => new()
    {
        { Hello, "hello", "Error" },
        { "0x4e487b71" + new string('0', 62) + "11", "panic: arithmetic overflow or underflow (0x11)", "Panic" },
        { TooLate, "TooLate(by: 30)", "TooLate" },
        { "0x12345678", "custom error 0x12345678", null },
    };

    [Theory]
    [MemberData(nameof(Reverts))]
    public async Task What_would_revert_is_refused_with_the_reason_and_nothing_is_committed(string data, string reason, string? error)
    {
        await using var world = await StartAsync();

        var answer = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/direct?simulate=true", Call(data));

        answer.IsProblem(422, "would_revert");
        Assert.Contains(reason, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var revert = answer.Json.GetProperty("revert");
        Assert.Equal((reason, data), (revert.GetProperty("reason").GetString(), revert.GetProperty("data").GetString()));
        Assert.Equal(error, revert.TryGetProperty("error", out var name) ? name.GetString() : null);
        Assert.Equal(0, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
        Assert.Equal(202, (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/direct?simulate=false", Call(data))).Status);
    }

    [Fact]
    public async Task What_would_succeed_is_accepted_and_a_repeat_of_what_was_accepted_is_not_tried_again()
    {
        await using var world = await StartAsync();
        var good = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/direct?simulate=true", $$"""{"to":"{{ApiWorld.Target}}","value":"1"}""");
        Assert.Equal(202, good.Status);

        var first = await world.SubmitAsync(Call(Hello), headers: ("Idempotency-Key", "one"));
        var again = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/direct?simulate=true", Call(Hello), headers: ("Idempotency-Key", "one"));

        Assert.Equal((202, first.Body, "true"), (again.Status, again.Body, again.Header("Idempotency-Replayed")));
        (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/direct?simulate=true", Call(TooLate), headers: ("Idempotency-Key", "one"))).IsProblem(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_simulation_alone_answers_gas_and_return_data_or_the_revert_and_commits_nothing()
    {
        await using var world = await StartAsync();

        var counted = await SimulateAsync(world, $$"""{"to":"{{DevelopmentContracts.Counter}}","data":"0x{{Convert.ToHexStringLower(AbiEncoder.Selector("isTrustedForwarder(address)"))}}{{new string('0', 64)}}"}""");
        Assert.Equal((200, true, Relayer), (counted.Status, counted.Json.GetProperty("succeeds").GetBoolean(), counted.Json.GetProperty("from").GetString()));
        Assert.Equal("0x" + new string('0', 63) + "1", counted.Json.GetProperty("returnData").GetString());
        Assert.InRange(counted.Json.GetProperty("gas").GetUInt64(), 21_000UL, 100_000UL);

        var reverting = await SimulateAsync(world, Call(TooLate));
        Assert.Equal((200, false), (reverting.Status, reverting.Json.GetProperty("succeeds").GetBoolean()));
        var argument = Assert.Single(reverting.Json.GetProperty("revert").GetProperty("arguments").EnumerateArray().ToList());
        Assert.Equal(("by", "uint256", "30"), (argument.GetProperty("name").GetString(), argument.GetProperty("type").GetString(), argument.GetProperty("value").GetString()));

        // Too little gas, and more than any relayer has.
        Assert.False((await SimulateAsync(world, $$"""{"to":"{{DevelopmentContracts.Counter}}","data":"0x00","gasLimit":21000}""")).Json.GetProperty("succeeds").GetBoolean());
        (await SimulateAsync(world, $$"""{"to":"{{ApiWorld.Target}}","value":"{{UInt256.Max}}"}""")).IsProblem(422, "insufficient_funds");
        (await SimulateAsync(world, """{"to":"0x12","request":{}}""")).IsProblem(400, "validation");
        Assert.Equal(0, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task A_users_request_is_tried_with_the_call_in_it_whose_reason_the_forwarder_would_keep_to_itself()
    {
        await using var world = await StartAsync();
        var transfer = HexConvert.ToBytes(SampleTokenCalls.Transfer(Address.Parse(ApiWorld.Target), 5));
        var broke = wallet.Bump(0) with { To = DevelopmentContracts.SampleToken, Data = transfer };
        var reason = $"ERC20InsufficientBalance(sender: {wallet.Address.ToChecksum()}, balance: 0, needed: 5)";

        var refused = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless?simulate=true", wallet.Body(broke));
        var ahead = await SimulateAsync(world, wallet.Body(broke with { Nonce = 3 }));
        var distrusting = await SimulateAsync(world, wallet.Body(wallet.Bump(0) with { To = Address.Parse(ApiWorld.Target) }));
        var good = await SimulateAsync(world, wallet.Body(wallet.Bump(0)));

        refused.IsProblem(422, "would_revert");
        Assert.All([refused, ahead], answer => Assert.Equal(reason, answer.Json.GetProperty("revert").GetProperty("reason").GetString()));
        Assert.Equal("ERC2771UntrustfulTarget", distrusting.Json.GetProperty("revert").GetProperty("error").GetString());
        Assert.True(good.Json.GetProperty("succeeds").GetBoolean());
        Assert.Equal(202, (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless?simulate=true", wallet.Body(wallet.Bump(0)))).Status);
        (await SimulateAsync(world, wallet.Body(wallet.Bump(0), [1]))).IsProblem(400, "invalid_signature");
    }

    [Fact]
    public async Task In_a_batch_every_item_is_tried_by_itself()
    {
        await using var world = await StartAsync();
        var items = new JsonArray(Item(Call(Hello)), Item($$"""{"to":"{{ApiWorld.Target}}"}"""), Item("""{"to":"0x1"}"""), Item(Call(TooLate)));

        var answer = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/batch?simulate=true", new JsonObject { ["items"] = items }.ToJsonString());

        Assert.Equal(
            ["would_revert", null, "validation", "would_revert"],
            answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem ? problem.GetProperty("code").GetString() : null));
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task What_cannot_be_tried_is_not_accepted()
    {
        await using var dark = await StartAsync("http://127.0.0.1:9");
        await using var idle = await StartAsync(healthy: false);
        var body = $$"""{"to":"{{ApiWorld.Target}}"}""";

        foreach (var world in new[] { dark, idle })
        {
            foreach (var path in new[] { "/api/v1/relay/direct?simulate=true", "/api/v1/relay/simulate" })
            {
                var answer = (await world.SendAsync(HttpMethod.Post, path, body)).IsProblem(503, "unavailable");
                Assert.NotNull(answer.Header("Retry-After"));
            }

            Assert.Equal(202, (await world.SubmitAsync(body)).Status);
            Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
        }
    }

    [Fact]
    public async Task A_client_that_is_configured_so_has_everything_simulated_unless_it_says_otherwise()
    {
        await using var world = await StartAsync(clients: ApiWorld.Clients.Replace("    pools: [other, local]", "    pools: [local]\n    simulate: true", StringComparison.Ordinal));

        (await world.SubmitAsync(Call(Hello), "games-key")).IsProblem(422, "would_revert");
        Assert.Equal(202, (await world.SubmitAsync(Call(Hello))).Status);
        Assert.Equal(202, (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/direct?simulate=false", Call(Hello), "games-key")).Status);
    }

    [Fact]
    public async Task Whether_to_simulate_is_said_by_true_or_false()
    {
        await using var world = await StartAsync();
        foreach (var query in new[] { "simulate=yes", "simulate=", "simulate=true&simulate=true", "simulate=TRUE" })
            Assert.Equal(["simulate"], (await world.SendAsync(HttpMethod.Post, $"/api/v1/relay/direct?{query}", Call(Hello))).IsProblem(400, "validation").ErrorFields);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    public void An_abi_file_that_is_none_is_named(string text)
    {
        var folder = ApiWorld.WriteConfig(ApiWorld.Clients, abi: text);

        Assert.Contains($"abi{Path.DirectorySeparatorChar}contract.json: abi: ", Assert.Throws<ConfigurationProblem>(() => AbiFolder.ReadErrors(folder)).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static JsonObject Item(string direct) => new() { ["direct"] = JsonNode.Parse(direct) };

    private string Call(string data) => $$"""{"to":"{{chain.Echo}}","data":"{{data}}"}""";

    private static Task<Answer> SimulateAsync(ApiWorld world, string body) => world.SendAsync(HttpMethod.Post, "/api/v1/relay/simulate", body);

    private async Task<ApiWorld> StartAsync(string? node = null, bool healthy = true, string? clients = null)
    {
        var pools = ApiWorld.Pools.Replace(
            "    rpcUrls: [http://127.0.0.1:8545]", $"    rpcUrls: [\"{node ?? chain.Url.ToString()}\"]\n    forwarder: \"{DevelopmentContracts.Forwarder}\"", StringComparison.Ordinal);
        var world = await ApiWorld.StartAsync(clients, pools: pools, abi: Abi);
        await world.DatabaseAsync(db =>
        {
            db.Relayers.Add(new RelayerRow { Id = "relayer-1", Address = Relayer.ToLowerInvariant(), Healthy = healthy, ObservedAt = TimeProvider.System.GetUtcNow().UtcDateTime });
            return db.SaveChangesAsync();
        });
        return world;
    }

    /// <summary>A chain with the development contracts, and one that reverts with whatever it is called with.</summary>
    public sealed class RevertingChain : IAsyncLifetime
    {
        private const string EchoContract = "0x600a600c600039600a6000f3366000600037366000fd";

        private AnvilNode node = null!;

        public Uri Url => node.Url;

        public Address Echo { get; private set; }

        public async Task InitializeAsync()
        {
            node = await AnvilNode.StartAsync();
            await DevelopmentContracts.DeployAsync(Url, CancellationToken.None);
            Echo = (await node.SendAsync(to: null, EchoContract)).ContractAddress!.Value;
        }

        public async Task DisposeAsync() => await node.DisposeAsync();
    }
}
