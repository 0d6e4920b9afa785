using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;

namespace Msq.Tests.Dispatcher;

/// <summary>What the dispatcher tells the trackers of a relayer's health.</summary>
public sealed class ProbeTests : IAsyncLifetime
{
    private readonly RawRelayer _relayer = RawRelayer.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _relayer.DisposeAsync();

    [Fact]
    public async Task A_relayer_that_runs_is_healthy_and_its_address_is_told_in_lower_case()
    {
        _relayer.OnGet = _ => (200, Row(row => row["address"] = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"));

        var seen = await SeenAsync();

        Assert.Equal(("relayer-1", true, null, "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"), (seen.Relayer, seen.Healthy, seen.Reason, seen.Address));
    }

    [Fact]
    public async Task A_paused_relayer_is_not_healthy()
    {
        _relayer.OnGet = _ => (200, Row(row => row["paused"] = true));

        var seen = await SeenAsync();

        Assert.Equal((false, "paused", RawRelayer.Signer), (seen.Healthy, seen.Reason, seen.Address));
    }

    [Fact]
    public async Task A_relayer_that_disabled_itself_is_not_healthy_and_its_reason_is_told()
    {
        _relayer.OnGet = _ => (200, Row(row =>
        {
            row["system_disabled"] = true;
            row["disabled_reason"] = JsonNode.Parse("""{"type":"BalanceCheckFailed","details":"too little"}""");
        }));

        var seen = await SeenAsync();

        Assert.False(seen.Healthy);
        Assert.Contains("too little", seen.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relayer_that_refuses_the_key_is_misconfigured()
    {
        _relayer.OnGet = _ => (401, """{"success": false, "code": 401}""");

        var seen = await SeenAsync();

        Assert.Equal((false, "misconfigured: it refuses the apiKey"), (seen.Healthy, seen.Reason));
    }

    [Fact]
    public async Task A_relayer_that_the_other_side_does_not_have_is_not_healthy()
    {
        _relayer.OnGet = _ => (404, """{"success":false,"data":null,"error":"Relayer with ID relayer-1 not found"}""");

        var seen = await SeenAsync();

        Assert.Equal((false, "the OZ Relayer has no relayer 'relayer-1'"), (seen.Healthy, seen.Reason));
    }

    [Fact]
    public async Task A_relayer_that_is_down_is_not_healthy_once_it_was_so_twice()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var closed = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();

        await using var world = await DispatcherWorld.StartAsync(closed);
        var seen = await SeenAsync(world);

        Assert.False(seen.Healthy);
        Assert.StartsWith("relayer-1 does not answer", seen.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "ok")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"success":true,"data":null}""")]
    [InlineData(200, """{"success":true,"data":[]}""")]
    public async Task One_answer_that_says_nothing_changes_nothing_and_two_mean_that_it_is_not_healthy(int status, string body)
    {
        var asked = 0;
        _relayer.OnGet = _ => Interlocked.Increment(ref asked) == 2 ? (200, Row()) : (status, body);
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);

        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Count() == 2, "two verdicts");

        Assert.Equal([true, false], world.Said.OfType<RelayerObserved>().Select(seen => seen.Healthy));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_relayer_that_comes_back_is_healthy_when_it_was_seen_well_twice()
    {
        var asked = 0;
        _relayer.OnGet = request => request.Path.EndsWith("/balance", StringComparison.Ordinal) ? (200, Balance("5"))
            : Interlocked.Increment(ref asked) == 1 ? (200, Row(row => row["paused"] = true)) : (200, Row());
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);

        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Count() == 3, "three verdicts");

        Assert.Equal([(false, "paused"), (false, "paused"), (true, null)], world.Said.OfType<RelayerObserved>().Select(seen => (seen.Healthy, seen.Reason)));
    }

    [Fact]
    public async Task A_hint_has_the_relayer_looked_at_and_the_look_decides()
    {
        var isPaused = false;
        _relayer.OnGet = request => request.Path.EndsWith("/balance", StringComparison.Ordinal) ? (200, Balance("5")) : (200, Row(row => row["paused"] = isPaused));
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        await SeenAsync(world);

        isPaused = true;
        await world.ConsumedAsync(await world.SendAsync(Queues.Enquiries, new LookAtRelayer("relayer-1")));
        await world.ConsumedAsync(await world.SendAsync(Queues.Enquiries, new LookAtRelayer("nobody")));

        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Last() is { Healthy: false, Reason: "paused" }, "the news");
    }

    [Theory]
    [InlineData("340282366920938463463374607431768211455", true)]
    [InlineData("1000000000000000000", true)]
    [InlineData("999999999999999999", false)]
    public async Task A_relayer_whose_balance_is_below_the_pools_floor_is_not_healthy_and_its_balance_is_told_to_the_last_wei(string balance, bool healthy)
    {
        _relayer.OnGet = request => (200, request.Path.EndsWith("/balance", StringComparison.Ordinal) ? Balance(balance) : Row());
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, minBalance: "1000000000000000000");

        var seen = await SeenAsync(world);

        Assert.Equal((healthy, balance), (seen.Healthy, seen.Balance));
        if (!healthy)
            Assert.Equal("its balance of 999999999999999999 wei is below the floor of 1000000000000000000 wei", seen.Reason);
        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Count() > 1, "another verdict");
        Assert.Equal(healthy, world.Said.OfType<RelayerObserved>().Last().Healthy);
    }

    [Fact]
    public async Task One_lost_answer_about_the_balance_changes_nothing()
    {
        var asked = 0;
        _relayer.OnGet = request => !request.Path.EndsWith("/balance", StringComparison.Ordinal) ? (200, Row())
            : Interlocked.Increment(ref asked) == 1 ? (500, "") : (200, Balance("5"));
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);

        Assert.Equal((true, "5"), ((await SeenAsync(world)).Healthy, (await SeenAsync(world)).Balance));
    }

    [Fact]
    public async Task A_relayer_that_cannot_tell_its_balance_twice_has_lost_its_node_and_is_not_healthy_until_it_has_told_it_twice()
    {
        var isLost = true;
        _relayer.OnGet = request => !request.Path.EndsWith("/balance", StringComparison.Ordinal) ? (200, Row()) : isLost ? (500, "") : (200, Balance("5"));
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);

        var seen = await SeenAsync(world);
        Assert.False(seen.Healthy);
        Assert.StartsWith("it cannot read its balance, its node may be away", seen.Reason, StringComparison.Ordinal);
        isLost = false;

        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Last().Healthy, "the recovery");
    }

    private static string Balance(string wei) => $$"""{"success":true,"data":{"balance":{{wei}},"unit":"wei"},"error":null}""";

    private static string Row(Action<JsonObject>? change = null)
    {
        var row = new JsonObject { ["id"] = "relayer-1", ["paused"] = false, ["system_disabled"] = false, ["address"] = RawRelayer.Signer };
        change?.Invoke(row);
        return RawRelayer.Envelope(row);
    }

    private async Task<RelayerObserved> SeenAsync()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        return await SeenAsync(world);
    }

    private static async Task<RelayerObserved> SeenAsync(DispatcherWorld world)
    {
        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Any(), "a verdict");
        return world.Said.OfType<RelayerObserved>().First();
    }
}
