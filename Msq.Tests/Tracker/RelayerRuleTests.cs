using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Ethereum.Keystore;
using Msq.Ethereum.Signing;
using Msq.Hosting.Bus;
using Msq.Local.DevRelayer;
using Msq.Local.Servers;
using Msq.Storage.Attempts;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>What may not change at a relayer while it has work, and when it gets none.</summary>
public sealed class RelayerRuleTests
{
    [Fact]
    public async Task A_relayer_whose_nonces_have_a_gap_gets_no_new_work_until_the_gap_is_closed()
    {
        await using var world = await TrackerWorld.StartAsync(fillNonceGaps: false);
        // The trap of OZ Relayer v1.3.0: a receiver that cannot be signed takes a nonce with it.
        await world.PostToRelayerAsync(new { to = "nobody", value = "0", data = "0x", gas_limit = 21_000, speed = "fast" });
        var stuck = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        var signed = await world.UntilAsync(stuck, x => x.Nonce > 0);
        await world.UntilAsync(db => db.Relayers.AnyAsync(x => x.GapSince != null));
        var waiting = await SubmitLaterAsync(world);
        await world.UntilAsync(waiting, x => x is { CurrentState: "Queued", Attempt: 0 });

        var key = KeystoreV3.Decrypt(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "keys/relayer-1/keystore.json")), "msq-dev");
        for (ulong nonce = 0; nonce < signed.Nonce; nonce++)
        {
            var filler = new Eip1559Transaction(31337, nonce, 1_000_000_000, 50_000_000_000, 21_000, key.Address, BigInteger.Zero, []).Sign(key);
            await world.Chain.Node.SendRawTransactionAsync(filler.Raw, CancellationToken.None);
        }

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(stuck)).Status);
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(waiting)).Status);
        // What was signed elsewhere with its key is said, once.
        await world.UntilAsync(db => db.ChainTransactions.AnyAsync(x => x.Nonce == 0 && x.TransactionId == null && x.StrangenessAnnounced));
    }

    [Fact]
    public async Task A_signer_that_changes_while_an_attempt_is_open_gets_no_work_until_that_is_over()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var open = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        var signed = await world.UntilAsync(open, x => x.Hash is not null);
        await world.RestartRelayerAsync("relayer-2");
        await world.UntilAsync(db => db.Relayers.AnyAsync(x => !x.Healthy && x.Reason!.StartsWith("its signer changed")));
        var waiting = await SubmitLaterAsync(world);
        await world.UntilAsync(waiting, x => x is { CurrentState: "Queued", Attempt: 0 });

        await world.Chain.MineAsync();

        var first = await world.EndAsync(open);
        Assert.Equal((TransactionStatus.Confirmed, signed.From), (first.Status, first.From));
        var second = await world.EndAsync(waiting);
        Assert.Equal(TransactionStatus.Confirmed, second.Status);
        Assert.NotEqual(signed.From, second.From);
    }

    [Fact]
    public async Task A_relayer_that_moves_while_an_attempt_is_open_gets_no_work()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var open = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        var signed = await world.UntilAsync(open, x => x.Hash is not null);

        await world.SendAsync(
            new RelayerObserved("relayer-1", "elsewhere:8080/relayer-1", signed.From, Healthy: true, Reason: null, Balance: null, TimeProvider.System.GetUtcNow().AddMinutes(5)), Queues.Relayers);

        await world.UntilAsync(db => db.Relayers.AnyAsync(x => !x.Healthy && x.Reason!.StartsWith("it moved from") && x.Place!.StartsWith("127.0.0.1")));
    }

    [Fact]
    public async Task What_a_relayer_has_sent_comes_to_its_end_after_the_relayer_was_removed()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        var open = await world.SubmitAsync(target, "3", gasLimit: 30000);
        await world.UntilAsync(open, x => x.Hash is not null);

        await world.RemoveRelayerAsync();
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(open);
        Assert.Equal((TransactionStatus.Confirmed, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Equal(3, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task A_relayer_that_has_given_out_a_nonce_and_not_signed_gets_no_new_work_until_the_nonce_is_used()
    {
        var end = new TaskCompletionSource();
        await using var world = await TrackerWorld.StartAsync(reached: (checkpoint, _) => checkpoint == Checkpoint.BeforeNonce ? end.Task : Task.CompletedTask);
        var stuck = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        var owned = await world.UntilAsync(stuck, x => x.RelayerTransactionId is not null);
        await world.SendAsync(new RelayerTransactionReported(
            stuck, owned.Attempt, new RelayerReport(owned.RelayerTransactionId!, "failed", "Failed to sign", Nonce: 0, Hash: null, IsNoop: false, RawTransaction: null)));

        await world.UntilAsync(db => db.Relayers.AnyAsync(x => x.GapSince != null));

        var key = KeystoreV3.Decrypt(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "keys/relayer-1/keystore.json")), "msq-dev");
        var filler = new Eip1559Transaction(31337, 0, 1_000_000_000, 50_000_000_000, 21_000, key.Address, BigInteger.Zero, []).Sign(key);
        await world.Chain.Node.SendRawTransactionAsync(filler.Raw, CancellationToken.None);
        await world.UntilAsync(db => db.Relayers.AllAsync(x => x.GapSince == null));
        // What had the nonce has another attempt.
        await world.UntilAsync(stuck, x => x.Attempts.Count(one => one.Outcome == AttemptOutcome.Dead) == 1);
        end.SetResult();
    }

    [Fact]
    public async Task A_relayer_whose_nonce_stands_still_for_long_while_work_is_open_gets_no_more_until_it_moves()
    {
        await using var world = await TrackerWorld.StartAsync(stallAfter: "1s");
        await world.Chain.StopMiningAsync();
        var stuck = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        await world.UntilAsync(stuck, x => x.Hash is not null);
        await world.UntilAsync(db => db.Relayers.AnyAsync(x => x.GapSince != null));
        var waiting = await SubmitLaterAsync(world);
        await world.UntilAsync(waiting, x => x is { CurrentState: "Queued", Attempt: 0 });

        await world.Chain.MineAsync();

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(stuck)).Status);
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(waiting)).Status);
    }

    [Theory]
    [InlineData(OperatorState.Paused)]
    [InlineData(OperatorState.Draining)]
    public async Task A_relayer_that_an_operator_took_out_gets_no_new_work_until_the_operator_puts_it_back(string state)
    {
        await using var world = await TrackerWorld.StartAsync();
        var before = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        await world.UntilAsync(before, x => x.RelayerTransactionId is not null);
        await world.OrderAsync("relayer-1", state);
        var waiting = await SubmitLaterAsync(world);

        // What it owns comes to its end.
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(before)).Status);
        await world.UntilAsync(waiting, x => x is { CurrentState: "Queued", Attempt: 0 });
        // A look of a dispatcher does not undo the order.
        var ordered = TimeProvider.System.GetUtcNow().UtcDateTime;
        await world.UntilAsync(db => db.Relayers.AnyAsync(x => x.Healthy && x.State == state && x.ObservedAt > ordered));
        Assert.Equal(0, (await world.ReadAsync(waiting)).Attempt);

        await world.RestartServicesAsync();
        await world.OrderAsync("relayer-1", OperatorState.Active);

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(waiting)).Status);
    }

    // Routing reads the relayers' rows about every second: what comes at the same moment may still be routed by what it read before.
    private static Task<Guid> SubmitLaterAsync(TrackerWorld world) =>
        world.SubmitAsync(TrackerWorld.FreshAddress(), "2", gasLimit: 30000, nextActionIn: TimeSpan.FromSeconds(4));
}
