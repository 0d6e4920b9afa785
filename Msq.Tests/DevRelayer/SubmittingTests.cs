using System.Text.Json.Nodes;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

public sealed class SubmittingTests
{
    private static readonly string[] Keys =
    [
        "id", "hash", "status", "status_reason", "created_at", "sent_at", "confirmed_at", "gas_price", "gas_limit", "nonce", "value", "from", "to",
        "relayer_id", "data", "max_fee_per_gas", "max_priority_fee_per_gas", "signature", "speed",
    ];

    [Fact]
    public async Task A_transfer_is_confirmed_and_moves_exactly_its_value()
    {
        await using var world = await StartAsync();
        var row = await world.SubmitAsync(Transfer(body => body["value"] = "1000000000000000001"));
        row = await world.WaitForAsync(row, "confirmed");
        Assert.Equal("1000000000000000001", (await world.BalanceAsync(Receiver)).ToString());
        Assert.Equal("0xde0b6b3a7640001", Text(row["value"]));
        Assert.NotNull(row["confirmed_at"]);
    }

    [Fact]
    public async Task The_answer_shows_a_pending_row_with_all_nineteen_keys()
    {
        await using var world = await StartAsync();
        var row = (JsonObject)await world.SubmitAsync(Transfer(body => body["to"] = "0x00000000000000000000000000000000000000AA"));
        Assert.Equal(Keys, row.Select(pair => pair.Key));
        Assert.Equal("pending", Text(row["status"]));
        Assert.Equal("0x00000000000000000000000000000000000000AA", Text(row["to"]));
        Assert.Equal("0x70997970c51812dc3a010c7d01b50e0d17dc79c8", Text(row["from"]));
        Assert.Equal(21000, row["gas_limit"]!.GetValue<int>());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}\+00:00$", Text(row["created_at"]));
        foreach (var key in new[] { "hash", "nonce", "sent_at", "confirmed_at", "signature", "max_fee_per_gas", "status_reason" }) Assert.Null(row[key]);
    }

    [Fact]
    public async Task A_confirmed_row_shows_prices_as_strings_and_the_nonce_as_a_number()
    {
        await using var world = await StartAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        Assert.Equal(0, row["nonce"]!.GetValue<int>());
        Assert.Matches("^[0-9]+$", Text(row["max_fee_per_gas"]));
        Assert.Matches("^[0-9]+$", Text(row["max_priority_fee_per_gas"]));
        Assert.Matches("^0x[0-9a-f]{64}$", Text(row["hash"]));
        Assert.Matches("^[0-9a-f]{64}$", Text(row["signature"]!["r"]));
        Assert.Matches("^[0-9a-f]{130}$", Text(row["signature"]!["sig"]));
        Assert.InRange(row["signature"]!["v"]!.GetValue<int>(), 0, 1);
        var same = (await world.GetAsync("relayers/relayer-1/transactions/by-nonce/0"))["data"]!;
        Assert.Equal(Text(row["id"]), Text(same["id"]));
    }

    [Fact]
    public async Task Two_equal_requests_at_once_are_two_transactions()
    {
        await using var world = await StartAsync();
        var both = await Task.WhenAll(world.SubmitAsync(Transfer()), world.SubmitAsync(Transfer()));
        Assert.NotEqual(Text(both[0]["id"]), Text(both[1]["id"]));
        foreach (var row in both) await world.WaitForAsync(row, "confirmed");
        Assert.Equal("2", (await world.BalanceAsync(Receiver)).ToString());
    }

    [Fact]
    public async Task A_transaction_that_reverts_fails_without_a_reason()
    {
        await using var world = await StartAsync();
        // Init code PUSH1 0 PUSH1 0 REVERT.
        var row = await world.SubmitAsync(Transfer(body =>
        {
            body["to"] = null;
            body["value"] = "0";
            body["data"] = "0x60006000fd";
            body["gas_limit"] = 100_000;
        }));
        row = await world.WaitForAsync(row, "failed", "confirmed");
        Assert.Equal("failed", Text(row["status"]));
        Assert.Null(row["status_reason"]);
        Assert.NotNull(row["hash"]);
    }

    [Fact]
    public async Task What_the_relayer_cannot_pay_fails_later_and_takes_no_nonce()
    {
        await using var world = await StartAsync();
        var row = await world.SubmitAsync(Transfer(body => body["value"] = "99000000000000000000000"));
        row = await world.WaitForAsync(row, "failed");
        Assert.Equal(
            "Insufficient balance: Relayer balance 10000000000000000000000 is insufficient to cover 99000000000000000000000", Text(row["status_reason"]));
        Assert.Null(row["nonce"]);
        Assert.Null(row["hash"]);
    }

    [Fact]
    public async Task More_gas_than_a_block_holds_fails_later()
    {
        await using var world = await StartAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer(body => body["gas_limit"] = 300_000_001)), "failed");
        Assert.Equal("Transaction gas limit (300000001) exceeds block gas limit (300000000)", Text(row["status_reason"]));
    }

    [Fact]
    public async Task A_receiver_that_is_no_address_is_taken_and_fails_with_its_nonce_gone()
    {
        await using var world = await StartAsync(options => options with
        {
            FillNonceGaps = false,
            Timings = options.Timings with { PendingDeadline = TimeSpan.FromSeconds(1) },
        });
        var row = await world.SubmitAsync(Transfer(body => body["to"] = "nobody"));
        row = await world.WaitForAsync(row, "failed");
        Assert.Equal(0, row["nonce"]!.GetValue<int>());
        Assert.Null(row["hash"]);
        var next = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "submitted");
        Assert.Equal(1, next["nonce"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_gap_in_the_nonces_is_filled_with_an_empty_transaction()
    {
        await using var world = await StartAsync(options => options with
        {
            Timings = options.Timings with { PendingDeadline = TimeSpan.FromSeconds(1) },
        });
        await world.WaitForAsync(await world.SubmitAsync(Transfer(body => body["to"] = "nobody")), "failed");
        await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        var filler = (await world.GetAsync("relayers/relayer-1/transactions/by-nonce/0"))["data"]!;
        Assert.Equal(Text(filler["from"]), Text(filler["to"]));
        Assert.Equal("0x0", Text(filler["value"]));
    }

    [Fact]
    public async Task An_estimate_is_made_when_no_gas_limit_is_given()
    {
        await using var world = await StartAsync();
        var row = await world.SubmitAsync(Transfer(body => body.Remove("gas_limit")));
        Assert.Null(row["gas_limit"]);
        row = await world.WaitForAsync(row, "confirmed");
        Assert.Equal(23100, row["gas_limit"]!.GetValue<int>());
    }

    [Fact]
    public async Task Prices_of_ones_own_are_kept()
    {
        await using var world = await StartAsync();
        var row = await world.SubmitAsync(Transfer(body =>
        {
            body.Remove("speed");
            body["max_fee_per_gas"] = 30_000_000_000;
            body["max_priority_fee_per_gas"] = 1_000_000_000;
        }));
        Assert.Equal("30000000000", Text(row["max_fee_per_gas"]));
        row = await world.WaitForAsync(row, "confirmed");
        Assert.Equal("30000000000", Text(row["max_fee_per_gas"]));
        Assert.Null(row["speed"]);
    }

    [Fact]
    public async Task A_gas_price_makes_a_legacy_transaction()
    {
        await using var world = await StartAsync();
        var row = await world.SubmitAsync(Transfer(body =>
        {
            body.Remove("speed");
            body["gas_price"] = 20_000_000_000;
        }));
        row = await world.WaitForAsync(row, "confirmed");
        Assert.Equal("20000000000", Text(row["gas_price"]));
        Assert.Null(row["max_fee_per_gas"]);
        Assert.InRange(row["signature"]!["v"]!.GetValue<int>(), 27, 28);
        Assert.Equal("0x0", Text((await world.RpcAsync("eth_getTransactionByHash", Text(row["hash"])))!["type"]));
        Assert.Equal("1", (await world.BalanceAsync(Receiver)).ToString());
    }

    [Fact]
    public async Task A_thousand_transactions_over_three_relayers_are_mined_within_seconds()
    {
        using var folder = new TemporaryFolder();
        await using var world = await StartAsync(
            options => options with { Relayers = [Account(1), Account(2), Account(3)], DataDirectory = folder.Path }, "--block-time", "1", "--gas-limit", "300000000");
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, _) =>
            await world.SubmitAsync(Transfer(), $"relayer-{(number % 3) + 1}"));
        await UntilAsync(async () => await world.BalanceAsync(Receiver) == 1000, () => "all thousand transfers");
        foreach (var (relayer, count) in new[] { ("relayer-1", 334), ("relayer-2", 333), ("relayer-3", 333) })
        {
            var list = await world.GetAsync($"relayers/{relayer}/transactions?per_page=1000");
            Assert.Equal(count, list["data"]!.AsArray().Select(row => row!["nonce"]!.GetValue<int>()).Distinct().Count());
        }
    }
}
