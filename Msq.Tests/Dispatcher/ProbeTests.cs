using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Msq.Contracts.Messages;

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
