using System.Globalization;
using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

public sealed class LifeTests
{
    [Fact]
    public async Task A_transfer_is_confirmed_by_the_chain_without_any_webhook_and_moves_exactly_its_value()
    {
        await using var world = await TrackerWorld.StartAsync();
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "1000000000000000001");

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal(EndProof.Chain, ended.EndProof);
        Assert.Equal(BigInteger.Parse("1000000000000000001", CultureInfo.InvariantCulture), await world.BalanceAsync(target));
        Assert.True(ended.Confirmations >= 2);
        Assert.NotNull(ended.Hash);
        Assert.Equal(21000UL, ended.GasUsed);
        Assert.Null(ended.NextActionAt);
        Assert.All(ended.Attempts, attempt => Assert.Null(attempt.Identity));
        Assert.Contains(ended.Timeline, line => line.Event == "attempt_opened");
    }

    [Fact]
    public async Task A_transaction_whose_hint_was_lost_is_found_by_the_sweep()
    {
        await using var world = await TrackerWorld.StartAsync();
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "5", hint: false);

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(id)).Status);
    }

    [Fact]
    public async Task What_stands_in_line_behind_others_is_sent_again_only_once_the_line_stands_still()
    {
        await using var world = await TrackerWorld.StartAsync();
        var before = await world.SubmitAsync(TrackerWorld.FreshAddress(), "5");
        var behind = await world.SubmitAsync(TrackerWorld.FreshAddress(), "5", nextActionIn: TimeSpan.FromSeconds(1));

        // The line moves, but has not come to that one.
        using var standstill = new CancellationTokenSource();
        var line = MoveAsync();
        var waiting = await world.UntilAsync(behind, row => row.NextActionAt > row.CreatedAt.AddSeconds(10));
        Assert.Equal(("Accepted", 0), (waiting.CurrentState, waiting.Sweeps));
        await standstill.CancelAsync();
        await line;

        // Its message was lost: it would be looked at again in half a minute.
        await world.UntilAsync(async db =>
        {
            var late = db.Transactions.Where(row => row.CorrelationId == behind && row.CurrentState == "Accepted");
            await late.ExecuteUpdateAsync(x => x.SetProperty(row => row.NextActionAt, waiting.CreatedAt));
            return !await late.AnyAsync();
        });
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(behind)).Status);

        async Task MoveAsync()
        {
            while (!standstill.IsCancellationRequested)
            {
                await world.SendAsync(new SubmitTransaction(before));
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(100), standstill.Token));
            }
        }
    }

    [Fact]
    public async Task Submitting_many_times_over_makes_one_attempt_and_moves_the_value_once()
    {
        await using var world = await TrackerWorld.StartAsync();
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.SendAsync(new SubmitTransaction(id))));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.SendAsync(new TransactionDue(id))));

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Single(ended.Attempts);
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_needs_more_gas_than_its_client_may_give_fails_and_nothing_is_sent()
    {
        await using var world = await TrackerWorld.StartAsync();
        var dear = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", maxGas: 20_999);
        var fits = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", maxGas: 21_000);

        var failed = await world.EndAsync(dear);
        Assert.Equal((TransactionStatus.Failed, ErrorCode.GasTooHigh, EndProof.NeverPosted, 0), (failed.Status, failed.ErrorCode, failed.EndProof, failed.Attempt));
        var ended = await world.EndAsync(fits);
        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        // The fifth that is added to an estimate stays below the ceiling too; only what tells attempts apart comes on top.
        Assert.InRange(ended.Attempts.Single().GasLimit, 21_000UL, 21_000UL + 4095);
    }

    [Fact]
    public async Task A_value_that_nobody_owns_fails_for_want_of_funds_and_nothing_is_sent()
    {
        await using var world = await TrackerWorld.StartAsync();
        var id = await world.SubmitAsync(
            TrackerWorld.FreshAddress(), "115792089237316195423570985008687907853269984665640564039457584007913129639935");

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Failed, ErrorCode.InsufficientFunds, EndProof.NeverPosted), (ended.Status, ended.ErrorCode, ended.EndProof));
        Assert.Empty(ended.Attempts);
    }

    [Fact]
    public async Task What_the_relayer_gives_up_for_want_of_funds_ends_failed_after_it_said_so_twice_each_time()
    {
        await using var world = await TrackerWorld.StartAsync();
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "99999999999999999999999999", gasLimit: 21000);

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Failed, ErrorCode.InsufficientFunds, EndProof.Relayer), (ended.Status, ended.ErrorCode, ended.EndProof));
        Assert.All(ended.Attempts, attempt => Assert.Equal(AttemptOutcome.Dead, attempt.Outcome));
    }

    [Fact]
    public async Task A_transaction_whose_time_is_over_before_it_is_sent_expires_without_an_attempt()
    {
        await using var world = await TrackerWorld.StartAsync();
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", validUntil: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1));

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Expired, ErrorCode.ValidUntilPassed), (ended.Status, ended.ErrorCode));
        Assert.Empty(ended.Attempts);
    }

    [Fact]
    public async Task Reports_in_any_order_never_move_a_status_back_nor_end_anything()
    {
        await using var world = await TrackerWorld.StartAsync(confirmations: 3);
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "3", gasLimit: 21000);
        var mined = await world.UntilAsync(id, transaction => transaction.Status == TransactionStatus.Mined);
        foreach (var status in new[] { "failed", "confirmed", "sent", "pending", "mined" })
            await world.SendAsync(new RelayerTransactionReported(
                id, mined.Attempt, new RelayerReport(mined.RelayerTransactionId ?? "x", status, null, null, null, IsNoop: false, null)));

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal(EndProof.Chain, ended.EndProof);
    }

    [Fact]
    public async Task What_ended_longer_ago_than_its_lifetime_is_removed_with_its_evidence_unless_its_key_still_stands()
    {
        await using var world = await TrackerWorld.StartAsync();
        var longAgo = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-366);
        var age = TimeSpan.FromDays(367);
        var old = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, age: age);
        var named = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, age: age, keyExpiresAt: longAgo.AddDays(400));
        var late = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, age: age);
        var ended = await world.EndAsync(old);
        await world.EndAsync(named);
        await world.EndAsync(late);
        await world.ChangeAsync(old, row => row.SetProperty(x => x.UpdatedAt, longAgo));
        await world.ChangeAsync(named, row => row.SetProperty(x => x.UpdatedAt, longAgo));

        await world.RestartServicesAsync();

        await world.UntilGoneAsync(old);
        await world.UntilEvidenceAsync(ended.From!, ended.Nonce!.Value, isThere: false);
        Assert.Equal(TransactionStatus.Confirmed, (await world.ReadAsync(named)).Status);
        Assert.Equal(TransactionStatus.Confirmed, (await world.ReadAsync(late)).Status);
    }

    [Fact]
    public async Task A_key_whose_lifetime_is_over_is_given_back_once_its_transaction_is_over()
    {
        await using var world = await TrackerWorld.StartAsync();
        var yesterday = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);
        var (expired, lives) = (
            await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, keyExpiresAt: yesterday),
            await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, keyExpiresAt: yesterday.AddDays(2)));
        Assert.NotNull((await world.ReadAsync(expired)).IdempotencyKey);
        await world.EndAsync(expired);
        await world.EndAsync(lives);

        await world.RestartServicesAsync();

        await world.UntilAsync(expired, x => x.IdempotencyKey is null);
        Assert.NotNull((await world.ReadAsync(lives)).IdempotencyKey);
    }
}
