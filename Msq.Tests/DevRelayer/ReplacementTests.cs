using System.Net;
using System.Text.Json.Nodes;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

/// <summary>Cancels, expiry, price rises and drops, on a chain that mines only when it is told to.</summary>
public sealed class ReplacementTests
{
    [Fact]
    public async Task A_canceled_transaction_becomes_an_empty_one_and_ends_confirmed()
    {
        await using var world = await StillAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        using var answer = await world.Client.DeleteAsync($"relayers/relayer-1/transactions/{Text(row["id"])}");
        var canceled = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!;
        Assert.Equal("submitted", Text(canceled["status"]));
        Assert.Equal(Text(row["hash"]), Text(canceled["hash"]));
        AssertIsNoop(canceled);

        var replaced = await WaitForNewHashAsync(world, row);
        AssertRaisedByATenth(row, replaced);
        await MineAsync(world);
        var end = await world.WaitForAsync(row, "confirmed");
        AssertIsNoop(end);
        Assert.Equal("0", (await world.BalanceAsync(Receiver)).ToString());
        Assert.Null(end["status_reason"]);
    }

    [Fact]
    public async Task A_pending_transaction_is_canceled_at_once()
    {
        // It cannot be signed, and so stays pending.
        await using var world = await StillAsync();
        var row = await world.SubmitAsync(Transfer(body => body["to"] = "nobody"));
        using var answer = await world.Client.DeleteAsync($"relayers/relayer-1/transactions/{Text(row["id"])}");
        Assert.Equal("canceled", Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!["status"]));
    }

    [Fact]
    public async Task What_has_ended_cannot_be_canceled()
    {
        await using var world = await StartAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        using var answer = await world.Client.DeleteAsync($"relayers/relayer-1/transactions/{Text(row["id"])}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "Invalid transaction state for cancel_transaction. Current: Confirmed, Expected one of: [Pending, Sent, Submitted]",
            Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]));
    }

    [Fact]
    public async Task A_stuck_transaction_gets_a_new_hash_and_a_higher_price_without_a_webhook()
    {
        await using var world = await StillAsync(bumpFast: TimeSpan.FromSeconds(1));
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        var bumped = await WaitForNewHashAsync(world, row);
        AssertRaisedByATenth(row, bumped);
        await MineAsync(world);
        var end = await world.WaitForAsync(row, "confirmed");
        Assert.Equal("1", (await world.BalanceAsync(Receiver)).ToString());
        await UntilAsync(() => Task.FromResult(world.Webhooks.Statuses(Text(row["id"])).Contains("confirmed")), () => "the last webhook");
        Assert.Single(world.Webhooks.Statuses(Text(row["id"])), "submitted");
        Assert.Equal(row["nonce"]!.ToJsonString(), end["nonce"]!.ToJsonString());
    }

    [Fact]
    public async Task An_expired_transaction_becomes_an_empty_one()
    {
        await using var world = await StillAsync(bumpFast: TimeSpan.FromSeconds(2));
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1);
        var row = await world.SubmitAsync(Transfer(body => body["valid_until"] = soon.ToString("O")));
        await WaitForNewHashAsync(world, await world.WaitForAsync(row, "submitted"));
        await MineAsync(world);
        var end = await world.WaitForAsync(row, "confirmed");
        AssertIsNoop(end);
        Assert.Equal("Transaction is expired. Replacing with NOOP.", Text(end["status_reason"]));
        Assert.Equal("0", (await world.BalanceAsync(Receiver)).ToString());
    }

    [Fact]
    public async Task One_that_expires_before_a_node_took_it_shows_an_empty_payload_but_sends_the_original()
    {
        await using var world = await StartAsync(options => options with { Timings = options.Timings with { SentRetry = TimeSpan.FromMinutes(1) } });
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(2);
        // Enough for the value, which is all that the relayer looks at, but not for the gas.
        await world.RpcAsync("anvil_setBalance", Sender, "0x1");
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer(body => body["valid_until"] = soon.ToString("O"))), "sent");
        await world.RpcAsync("anvil_setBalance", Sender, "0xde0b6b3a7640000");
        var end = await world.WaitForAsync(row, "confirmed");
        AssertIsNoop(end);
        Assert.Equal(Text(row["hash"]), Text(end["hash"]));
        Assert.Equal("1", (await world.BalanceAsync(Receiver)).ToString());
    }

    [Fact]
    public async Task A_price_cap_keeps_a_stuck_transaction_as_it_is()
    {
        await using var world = await StillAsync(bumpFast: TimeSpan.FromMilliseconds(200));
        var cap = System.Net.Http.Json.JsonContent.Create(new { policies = new { gas_price_cap = 1_000_000_000 } });
        using var patched = await world.Client.PatchAsync("relayers/relayer-1", cap);
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        Assert.Equal("1000000000", Text(row["max_fee_per_gas"]));
        using var canceled = await world.Client.DeleteAsync($"relayers/relayer-1/transactions/{Text(row["id"])}");
        await MineAsync(world);
        // The empty transaction never got out: the row shows it, the chain has the original.
        var end = await world.WaitForAsync(row, "confirmed");
        AssertIsNoop(end);
        Assert.Equal(Text(row["hash"]), Text(end["hash"]));
        Assert.Equal("1", (await world.BalanceAsync(Receiver)).ToString());
    }

    [Fact]
    public async Task A_transaction_that_the_node_dropped_is_broadcast_again()
    {
        await using var world = await StillAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        await world.RpcAsync("anvil_dropAllTransactions");
        await UntilAsync(async () => (await world.RpcAsync("eth_getTransactionByHash", Text(row["hash"]))) is not null, () => "the same transaction in the node again");
        await MineAsync(world);
        var end = await world.WaitForAsync(row, "confirmed");
        Assert.Equal(Text(row["hash"]), Text(end["hash"]));
    }

    [Fact]
    public async Task After_its_clock_was_set_back_newer_transactions_are_cared_for_all_the_same()
    {
        await using var world = await StillAsync();
        await world.StopHostAsync();
        var clock = new SetClock { Offset = TimeSpan.FromMinutes(5) };
        await world.StartHostAsync(options => options with { Timings = options.Timings with { DroppedRetry = TimeSpan.FromSeconds(1) } }, clock);
        var ahead = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        clock.Offset = TimeSpan.Zero;
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        await world.RpcAsync("anvil_dropTransaction", Text(row["hash"]));

        await UntilAsync(async () => (await world.RpcAsync("eth_getTransactionByHash", Text(row["hash"]))) is not null, () => "the same transaction in the node again");
        var listed = (await world.GetAsync("relayers/relayer-1/transactions"))["data"]!.AsArray();
        Assert.Equal([Text(ahead["id"]), Text(row["id"])], listed.Select(one => Text(one!["id"])));
    }

    [Fact]
    public async Task Canceling_all_pending_transactions_cancels_none()
    {
        await using var world = await StillAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        using var answer = await world.Client.DeleteAsync("relayers/relayer-1/transactions/pending");
        var data = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!;
        Assert.Equal(Text(row["id"]), Text(data["queued_for_cancellation_transaction_ids"]![0]));
        Assert.Equal(1, data["total_processed"]!.GetValue<int>());
        await MineAsync(world);
        await world.WaitForAsync(row, "confirmed");
        Assert.Equal("1", (await world.BalanceAsync(Receiver)).ToString());
    }

    private const string Sender = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

    private static Task<RelayerWorld> StillAsync(TimeSpan? bumpFast = null) => RelayerWorld.StartAsync(
        options => options with { Timings = options.Timings with { BumpFast = bumpFast ?? TimeSpan.FromMinutes(5), DroppedRetry = TimeSpan.FromSeconds(1) } },
        "--no-mining");

    private static Task<JsonNode?> MineAsync(RelayerWorld world) => world.RpcAsync("anvil_mine", "0x3");

    private static async Task<JsonNode> WaitForNewHashAsync(RelayerWorld world, JsonNode row)
    {
        JsonNode now = row;
        await UntilAsync(
            async () =>
            {
                now = await world.RowAsync(Text(row["id"]));
                return Text(now["hash"]) != Text(row["hash"]) && await world.RpcAsync("eth_getTransactionByHash", Text(now["hash"])) is not null;
            },
            () => $"a new hash; the row is {now}");
        return now;
    }

    private static void AssertIsNoop(JsonNode row)
    {
        Assert.Equal(Text(row["from"]), Text(row["to"]));
        Assert.Equal("0x0", Text(row["value"]));
        Assert.Equal("0x", Text(row["data"]));
        Assert.Equal(21000, row["gas_limit"]!.GetValue<int>());
    }

    private static void AssertRaisedByATenth(JsonNode before, JsonNode after)
    {
        foreach (var fee in new[] { "max_fee_per_gas", "max_priority_fee_per_gas" })
            Assert.True(decimal.Parse(Text(after[fee]), System.Globalization.CultureInfo.InvariantCulture) * 10
                >= decimal.Parse(Text(before[fee]), System.Globalization.CultureInfo.InvariantCulture) * 11, fee);
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
