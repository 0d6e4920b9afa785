using System.Text;
using System.Text.Json.Nodes;
using Msq.Contracts.Messages;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Hosting.Bus;
using Msq.Local.DevRelayer;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Dispatcher;

/// <summary>
/// The client of OZ Relayer before the development relayer, over HTTP: the calls besides POST, each with every answer that Msq makes a difference of. POST has its own tests.
/// </summary>
public sealed class ContractTests : IAsyncLifetime
{
    private RelayerWorld _relayer = null!;
    private TaskCompletionSource _prepared = Done();

    public async Task InitializeAsync() =>
        _relayer = await RelayerWorld.StartAsync(options => options with { Relayers = [RelayerWorld.Account(1), RelayerWorld.Account(2)], Reached = HoldAsync });

    public async Task DisposeAsync()
    {
        _prepared.TrySetResult();
        await _relayer.DisposeAsync();
    }

    [Fact]
    public async Task The_relayers_row_and_its_balance_200()
    {
        await using var world = await StartAsync();

        var seen = await SeenAsync(world);

        Assert.Equal((true, null, "10000000000000000000000"), (seen.Healthy, seen.Reason, seen.Balance));
        Assert.Equal(RelayerWorld.Text((await _relayer.GetAsync("relayers/relayer-1"))["data"]!["address"]), seen.Address);
    }

    [Fact]
    public async Task The_row_of_a_paused_relayer_200()
    {
        await PatchAsync("""{"paused":true}""");
        await using var world = await StartAsync();

        Assert.Equal((false, "paused"), await VerdictAsync(world));
    }

    [Fact]
    public async Task The_row_of_a_relayer_that_could_not_start_200()
    {
        await _relayer.StopHostAsync();
        await _relayer.Chain.StopAsync();
        await _relayer.StartHostAsync();
        await using var world = await StartAsync();

        var (healthy, reason) = await VerdictAsync(world);

        Assert.False(healthy);
        Assert.StartsWith("disabled by itself:", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relayer_that_is_not_there_404()
    {
        await using var world = await StartAsync(relayerId: "another");

        Assert.Equal((false, "the OZ Relayer has no relayer 'another'"), await VerdictAsync(world));
    }

    [Fact]
    public async Task A_wrong_key_401()
    {
        await using var world = await StartAsync(apiKey: "another-development-key-of-32-chars");

        Assert.Equal((false, "misconfigured: it refuses the apiKey"), await VerdictAsync(world));
    }

    [Fact]
    public async Task A_balance_that_its_node_does_not_tell_500()
    {
        await using var world = await StartAsync();
        await SeenAsync(world);

        await _relayer.Chain.StopAsync();

        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Last() is { Healthy: false }, "the news");
        Assert.StartsWith("it cannot read its balance, its node may be away: relayer-1 answered HTTP 500", world.Said.OfType<RelayerObserved>().Last().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_200_is_reported_with_all_that_was_signed()
    {
        await using var world = await StartAsync();
        var row = await _relayer.WaitForAsync(await _relayer.SubmitAsync(RelayerWorld.Transfer()), "confirmed");

        var report = (await AskAsync<RelayerTransactionReported>(world, row)).Report;

        Assert.Equal(("confirmed", 0UL, RelayerWorld.Text(row["hash"]), false), (report.Status, report.Nonce, report.Hash, report.IsNoop));
        Assert.Equal(RelayerWorld.Text(row["hash"]), HexConvert.ToHex(Keccak256.Hash(HexConvert.ToBytes(report.RawTransaction!))));
    }

    [Fact]
    public async Task A_transaction_that_it_does_not_know_404_is_forgotten()
    {
        await using var world = await StartAsync();

        Assert.Equal(Unknown, (await AskAsync<RelayerTransactionForgotten>(world, Unknown)).RelayerTransactionId);
    }

    [Fact]
    public async Task The_transaction_of_another_relayer_200_is_not_believed()
    {
        await using var world = await StartAsync();
        var row = await _relayer.SubmitAsync(RelayerWorld.Transfer(), "relayer-2");

        await AskNothingAsync(world, id => new AskRelayer(id, 1, "relayer-1", RelayerWorld.Text(row["id"])));
    }

    [Fact]
    public async Task A_cancel_200_of_what_has_no_nonce_yet_drops_it()
    {
        _prepared = new TaskCompletionSource();
        await using var world = await StartAsync();
        var row = await _relayer.SubmitAsync(RelayerWorld.Transfer());

        Assert.Equal("canceled", (await CancelAsync(world, row)).Report.Status);
    }

    [Fact]
    public async Task A_cancel_400_of_what_is_over_shows_what_became_of_it()
    {
        await using var world = await StartAsync();
        var row = await _relayer.WaitForAsync(await _relayer.SubmitAsync(RelayerWorld.Transfer()), "confirmed");

        Assert.Equal("confirmed", (await CancelAsync(world, row)).Report.Status);
    }

    [Fact]
    public async Task A_cancel_404_of_what_it_does_not_know_is_forgotten()
    {
        await using var world = await StartAsync();
        var id = await world.OpenAsync();

        await world.SendAsync(Queues.Enquiries, new CancelAtRelayer(id, 1, "relayer-1", Unknown));

        Assert.IsType<RelayerTransactionForgotten>(await world.HeardAsync(id));
    }

    [Fact]
    public async Task A_cancel_403_at_a_paused_relayer_leads_to_nothing()
    {
        await using var world = await StartAsync();
        _prepared = new TaskCompletionSource();
        var row = await _relayer.SubmitAsync(RelayerWorld.Transfer());
        await PatchAsync("""{"paused":true}""");

        await AskNothingAsync(world, id => new CancelAtRelayer(id, 1, "relayer-1", RelayerWorld.Text(row["id"])));
        Assert.Equal("pending", RelayerWorld.Text((await _relayer.RowAsync(RelayerWorld.Text(row["id"])))["status"]));
    }

    [Fact]
    public async Task A_cancel_of_another_relayers_transaction_is_not_sent()
    {
        _prepared = new TaskCompletionSource();
        await using var world = await StartAsync();
        var row = await _relayer.SubmitAsync(RelayerWorld.Transfer(), "relayer-2");

        await AskNothingAsync(world, id => new CancelAtRelayer(id, 1, "relayer-1", RelayerWorld.Text(row["id"])));
        Assert.Equal("pending", RelayerWorld.Text((await _relayer.RowAsync(RelayerWorld.Text(row["id"]), "relayer-2"))["status"]));
    }

    [Fact]
    public async Task The_list_200_holds_what_was_posted_page_by_page()
    {
        await using var world = await StartAsync();
        var address = RelayerWorld.Text((await _relayer.GetAsync("relayers/relayer-1"))["data"]!["address"]);
        var id = await world.OpenAsync(RelayerWorld.Receiver, 40_001, from: address);
        var row = await _relayer.SubmitAsync(RelayerWorld.Transfer(body => body["gas_limit"] = 40_001));
        for (var i = 0; i < 120; i++)
            await _relayer.SubmitAsync(RelayerWorld.Transfer());

        await world.LookAsync(id);

        var found = Assert.IsType<DispatchAccepted>(await world.HeardAsync(id));
        Assert.Equal((RelayerWorld.Text(row["id"]), true), (found.Report.Id, found.Found));
    }

    [Fact]
    public async Task The_list_404_of_a_relayer_that_is_not_there_is_empty_and_no_witness()
    {
        await using var world = await StartAsync(relayerId: "another");
        var id = await world.OpenAsync();

        await world.LookAsync(id);

        Assert.False(Assert.IsType<AttemptNotFound>(await world.HeardAsync(id)).Evidence.Witnessed);
    }

    [Fact]
    public async Task Reads_that_are_too_many_429_lead_to_nothing()
    {
        await _relayer.StopHostAsync();
        await _relayer.StartHostAsync(options => options with { RateLimit = new DevRelayerRateLimit(1, 1) });
        await using var world = await StartAsync();
        using var spent = await _relayer.Client.GetAsync("relayers");

        await AskNothingAsync(world, id => new AskRelayer(id, 1, "relayer-1", Unknown));
    }

    private const string Unknown = "1f2e3d4c-0000-4000-8000-000000000001";

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private Task HoldAsync(Checkpoint checkpoint, string id) => checkpoint == Checkpoint.BeforeNonce ? _prepared.Task : Task.CompletedTask;

    private Task<DispatcherWorld> StartAsync(string relayerId = "relayer-1", string apiKey = RelayerWorld.ApiKey) =>
        DispatcherWorld.StartAsync(_relayer.Host.Url, relayerId: relayerId, apiKey: apiKey);

    private async Task PatchAsync(string body)
    {
        using var answer = await _relayer.Client.PatchAsync("relayers/relayer-1", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<RelayerObserved> SeenAsync(DispatcherWorld world)
    {
        await DispatcherWorld.UntilAsync(() => world.Said.OfType<RelayerObserved>().Any(), "a verdict");
        return world.Said.OfType<RelayerObserved>().First();
    }

    private static async Task<(bool Healthy, string? Reason)> VerdictAsync(DispatcherWorld world)
    {
        var seen = await SeenAsync(world);
        return (seen.Healthy, seen.Reason);
    }

    private static Task<T> AskAsync<T>(DispatcherWorld world, JsonNode row) where T : class => AskAsync<T>(world, RelayerWorld.Text(row["id"]));

    private static async Task<T> AskAsync<T>(DispatcherWorld world, string relayerTransactionId) where T : class
    {
        var id = await world.OpenAsync();
        await world.SendAsync(Queues.Enquiries, new AskRelayer(id, 1, "relayer-1", relayerTransactionId));
        return Assert.IsType<T>(await world.HeardAsync(id));
    }

    private static async Task<RelayerTransactionReported> CancelAsync(DispatcherWorld world, JsonNode row)
    {
        var id = await world.OpenAsync();
        await world.SendAsync(Queues.Enquiries, new CancelAtRelayer(id, 1, "relayer-1", RelayerWorld.Text(row["id"])));
        return Assert.IsType<RelayerTransactionReported>(await world.HeardAsync(id));
    }

    private static async Task AskNothingAsync<T>(DispatcherWorld world, Func<Guid, T> question) where T : class
    {
        var id = await world.OpenAsync();
        await world.ConsumedAsync(await world.SendAsync(Queues.Enquiries, question(id)));
        Assert.Empty(world.Of(id));
    }
}
