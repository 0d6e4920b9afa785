using System.Globalization;
using System.Numerics;
using Msq.Contracts.Messages;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Keystore;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;
using Msq.Hosting.Bus;
using Msq.Local.Servers;
using Msq.Storage.Transactions;
using Msq.Tests.Chain;

namespace Msq.Tests.Tracker;

public sealed class RebroadcastTests
{
    [Fact]
    public async Task What_the_nodes_have_lost_is_broadcast_again_and_executed_once_though_its_relayer_is_gone()
    {
        await using var world = await TrackerWorld.StartAsync();
        var target = TrackerWorld.FreshAddress();
        var signed = await SignedAsync(world, target, "11");
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", signed.Hash!);

        // Nobody but the sweep has its time come.
        await world.UntilAsync(signed.CorrelationId, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(signed.CorrelationId);
        Assert.Equal((TransactionStatus.Confirmed, signed.Hash), (ended.Status, ended.Hash));
        Assert.Single(ended.Attempts);
        Assert.Equal(11, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_a_reorganisation_dropped_is_offered_again_with_the_bytes_of_the_block()
    {
        await using var world = await TrackerWorld.StartAsync(confirmations: 8);
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "12", gasLimit: 30000);
        // No report of the relayer carries the bytes: without webhooks it is asked only after ten seconds.
        var mined = await world.UntilAsync(id, x => x.Status == TransactionStatus.Mined);
        await world.StopRelayerAsync();
        await world.Chain.StopMiningAsync();
        var depth = await world.Chain.Node.BlockNumberAsync(CancellationToken.None) - mined.BlockNumber!.Value + 1;
        await world.Chain.CallAsync("anvil_reorg", depth, Array.Empty<object>());

        await world.UntilAsync(id, x => x.Status == TransactionStatus.Submitted);
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(id);
        Assert.Equal((TransactionStatus.Confirmed, mined.Hash), (ended.Status, ended.Hash));
        Assert.Equal(12, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_used_up_the_nonce_of_a_cancelled_transaction_is_offered_again_when_a_reorganisation_drops_it()
    {
        await using var world = await TrackerWorld.StartAsync(confirmations: 8);
        await world.Chain.StopMiningAsync();
        var before = await world.Chain.Node.BlockNumberAsync(CancellationToken.None);
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "12", gasLimit: 30000);
        await world.UntilAsync(id, x => x.Hash is not null);
        await world.CancelAsync(id);
        await world.UntilAsync(id, x => x.CancelTakenAt is not null);
        var cancelled = await world.ReadAsync(id);
        await world.Chain.MineAsync();
        await world.UntilEvidenceAsync(cancelled.From!, cancelled.Nonce!.Value, isThere: true);
        await world.StopRelayerAsync();
        await world.Chain.StopMiningAsync();
        await world.Chain.CallAsync("anvil_reorg", await world.Chain.Node.BlockNumberAsync(CancellationToken.None) - before, Array.Empty<object>());
        await world.UntilEvidenceAsync(cancelled.From!, cancelled.Nonce!.Value, isThere: false);
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_uses_up_the_nonce_of_a_cancelled_transaction_is_broadcast_again_when_every_node_has_lost_it()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "12", gasLimit: 30000);
        var signed = await world.UntilAsync(id, x => x.Hash is not null);
        await world.CancelAsync(id);
        var stopped = await DueUntilAsync(world, signed, x => x.RawTransaction is { } raw && RawTransaction.Decode(HexConvert.ToBytes(raw)).Value.IsZero);
        // The relayer writes its row before it broadcasts.
        while ((await world.Chain.Node.GetTransactionsByHashAsync([stopped.Hash!], CancellationToken.None))[0] is null)
            stopped = await world.UntilAsync(id, x => x.RawTransaction is not null);
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", stopped.Hash!);

        await DueUntilAsync(world, signed, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
        await world.Chain.MineAsync();
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Theory]
    [InlineData(false, "they hash to")]
    [InlineData(true, "another payload")]
    public async Task Bytes_that_are_not_the_ones_that_were_signed_are_never_sent(bool hashFits, string reason)
    {
        await using var world = await TrackerWorld.StartAsync();
        var signed = await SignedAsync(world, TrackerWorld.FreshAddress(), "13");
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", signed.Hash!);
        var elsewhere = TrackerWorld.FreshAddress();
        var keystore = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "keys/relayer-1/keystore.json"));
        var other = new Eip1559Transaction(31337, signed.Nonce!.Value, 1_000_000_000, 50_000_000_000, 30000, Address.Parse(elsewhere), 13, [])
            .Sign(KeystoreV3.Decrypt(keystore, "msq-dev"));
        var (raw, hash) = (HexConvert.ToHex(other.Raw), hashFits ? other.Hash : signed.Hash);
        await world.ChangeAsync(signed.CorrelationId, row => row.SetProperty(x => x.RawTransaction, raw).SetProperty(x => x.Hash, hash));

        var refused = await DueUntilAsync(world, signed, x => x.Timeline.Any(line => line.Event == "bytes_refused"));
        await world.Chain.MineAsync();
        var head = await world.Chain.Node.BlockNumberAsync(CancellationToken.None);
        while (await world.Chain.Node.BlockNumberAsync(CancellationToken.None) < head + 2)
            await Task.Delay(50);

        Assert.Contains(reason, refused.Timeline.Single(line => line.Event == "bytes_refused").Detail, StringComparison.Ordinal);
        Assert.Null(refused.RawTransaction);
        Assert.Equal(0, await world.BalanceAsync(elsewhere));
        Assert.Equal(0UL, await world.Chain.Node.GetTransactionCountAsync(Address.Parse(signed.From!), "pending", CancellationToken.None));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("validUntil")]
    public async Task After_a_cancel_or_validUntil_nothing_is_broadcast_again(string ending)
    {
        await using var world = await TrackerWorld.StartAsync();
        var other = await SignedAsync(world, TrackerWorld.FreshAddress(), "14");
        var past = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1);
        var stopped = await SignedAsync(world, TrackerWorld.FreshAddress(), "15");
        await world.StopRelayerAsync();
        await SetAsync(world, stopped.CorrelationId, ending, past);
        await world.Chain.CallAsync("anvil_dropTransaction", stopped.Hash!);
        await world.Chain.CallAsync("anvil_dropTransaction", other.Hash!);

        // Also one that was already under way when the cancel came.
        await world.SendAsync(new BroadcastAgain(stopped.CorrelationId, stopped.Attempt), Queues.Broadcasts);
        await world.SendAsync(new TransactionDue(stopped.CorrelationId));
        await DueUntilAsync(world, other, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
        await world.Chain.MineAsync();
        await world.EndAsync(other.CorrelationId);

        Assert.DoesNotContain((await world.ReadAsync(stopped.CorrelationId)).Timeline, line => line.Event == "broadcast_again");
        Assert.Null((await world.Chain.Node.GetTransactionsByHashAsync([stopped.Hash!], CancellationToken.None))[0]);

        // Nothing else had held it back.
        await SetAsync(world, stopped.CorrelationId, ending, null);
        await DueUntilAsync(world, stopped, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
    }

    [Fact]
    public async Task What_its_relayer_saw_mined_is_broadcast_again_even_after_a_cancel()
    {
        await using var world = await TrackerWorld.StartAsync();
        var target = TrackerWorld.FreshAddress();
        var signed = await SignedAsync(world, target, "18");
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", signed.Hash!);
        await SetAsync(world, signed.CorrelationId, "cancel", TimeProvider.System.GetUtcNow().UtcDateTime);

        // The block was gone before a watcher had read it.
        var report = new RelayerReport(signed.RelayerTransactionId!, "mined", null, signed.Nonce, signed.Hash, IsNoop: false, RawTransaction: null);
        await world.SendAsync(new RelayerTransactionReported(signed.CorrelationId, signed.Attempt, report));
        await DueUntilAsync(world, signed, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(signed.CorrelationId);
        Assert.Equal((TransactionStatus.Confirmed, signed.Hash), (ended.Status, ended.Hash));
        Assert.Equal(18, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_holds_up_its_relayers_nonces_is_broadcast_again_long_before_its_own_time_comes()
    {
        await using var world = await TrackerWorld.StartAsync();
        var signed = await SignedAsync(world, TrackerWorld.FreshAddress(), "19");
        await world.StopRelayerAsync();
        await PostponeAsync(world, signed);
        await world.Chain.CallAsync("anvil_dropTransaction", signed.Hash!);

        await world.UntilAsync(signed.CorrelationId, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
    }

    [Fact]
    public async Task A_relayer_that_says_the_same_again_and_again_does_not_put_off_the_look_at_the_chain()
    {
        await using var world = await TrackerWorld.StartAsync();
        await SignedAsync(world, TrackerWorld.FreshAddress(), "22");
        var second = await SignedAsync(world, TrackerWorld.FreshAddress(), "23");
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", second.Hash!);

        var report = new RelayerReport(second.RelayerTransactionId!, "submitted", null, second.Nonce, second.Hash, IsNoop: false, second.RawTransaction);
        await RepeatUntilAsync(
            world, second.CorrelationId, new RelayerTransactionReported(second.CorrelationId, second.Attempt, report), x => x.Timeline.Any(line => line.Event == "broadcast_again"));
    }

    [Fact]
    public async Task One_whose_nonce_another_transaction_used_learns_of_it_long_before_its_own_time_comes()
    {
        await using var world = await TrackerWorld.StartAsync();
        var first = await SignedAsync(world, TrackerWorld.FreshAddress(), "20");
        var second = await SignedAsync(world, TrackerWorld.FreshAddress(), "21");
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", second.Hash!);
        // As after a relayer that forgot the first one and gave its nonce out again.
        await world.ChangeAsync(second.CorrelationId, row => row.SetProperty(x => x.Nonce, first.Nonce).SetProperty(x => x.RawTransaction, (string?)null));
        await PostponeAsync(world, second);
        await world.Chain.MineAsync();

        await world.UntilAsync(second.CorrelationId, x => x.Timeline.Any(line => line.Event == "replaced"));
    }

    [Fact]
    public async Task What_one_node_of_the_pool_still_knows_is_left_to_it_and_a_node_that_is_away_hinders_nothing()
    {
        await using var second = await AnvilNode.StartAsync("--no-mining");
        await using var world = await TrackerWorld.StartAsync(secondNode: second.Url);
        var signed = await SignedAsync(world, TrackerWorld.FreshAddress(), "16");
        await second.Node.SendRawTransactionAsync(HexConvert.ToBytes(signed.RawTransaction!), CancellationToken.None);
        var other = await SignedAsync(world, TrackerWorld.FreshAddress(), "17");
        await world.StopRelayerAsync();
        await world.Chain.CallAsync("anvil_dropTransaction", signed.Hash!);
        await world.Chain.CallAsync("anvil_dropTransaction", other.Hash!);

        await world.SendAsync(new BroadcastAgain(signed.CorrelationId, signed.Attempt), Queues.Broadcasts);
        await DueUntilAsync(world, other, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
        Assert.Null((await world.Chain.Node.GetTransactionsByHashAsync([signed.Hash!], CancellationToken.None))[0]);
        Assert.NotNull((await second.Node.GetTransactionsByHashAsync([other.Hash!], CancellationToken.None))[0]);

        await second.StopAsync();
        await DueUntilAsync(world, signed, x => x.Timeline.Any(line => line.Event == "broadcast_again"));
        await world.Chain.MineAsync();
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(signed.CorrelationId)).Status);
    }

    /// <summary>A transaction that waits in the node's pool, and whose bytes are known.</summary>
    private static async Task<Transaction> SignedAsync(TrackerWorld world, string target, string value)
    {
        await world.Chain.StopMiningAsync();
        var id = await world.SubmitAsync(target, value, gasLimit: 30000);
        var submitted = await world.UntilAsync(id, x => x.Status == TransactionStatus.Submitted);
        var signed = await DueUntilAsync(world, submitted, x => x.RawTransaction is not null);
        Assert.Equal(BigInteger.Parse(value, CultureInfo.InvariantCulture), RawTransaction.Decode(HexConvert.ToBytes(signed.RawTransaction!)).Value);
        return signed;
    }

    private static Task PostponeAsync(TrackerWorld world, Transaction transaction)
    {
        var inAnHour = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        return world.ChangeAsync(transaction.CorrelationId, row => row.SetProperty(x => x.NextActionAt, inAnHour).SetProperty(x => x.Sweeps, 20));
    }

    /// <summary>Has its time come again and again, as the sweep would.</summary>
    private static Task<Transaction> DueUntilAsync(TrackerWorld world, Transaction transaction, Func<Transaction, bool> condition) =>
        RepeatUntilAsync(world, transaction.CorrelationId, new TransactionDue(transaction.CorrelationId), condition);

    private static async Task<Transaction> RepeatUntilAsync<T>(TrackerWorld world, Guid id, T message, Func<Transaction, bool> condition) where T : class
    {
        var waiting = world.UntilAsync(id, condition);
        while (!waiting.IsCompleted)
        {
            await world.SendAsync(message);
            await Task.WhenAny(waiting, Task.Delay(500));
        }

        return await waiting;
    }

    private static Task SetAsync(TrackerWorld world, Guid id, string ending, DateTime? at) => ending == "cancel"
        ? world.ChangeAsync(id, row => row.SetProperty(x => x.CancelRequestedAt, at))
        : world.ChangeAsync(id, row => row.SetProperty(x => x.ValidUntil, at));
}
