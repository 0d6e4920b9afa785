using Msq.Contracts.Messages;
using Msq.Local.DevRelayer;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>What becomes of an attempt whose POST was not answered as it should be.</summary>
public sealed class DoubtTests
{
    private readonly Faults _faults = new();

    [Fact]
    public async Task An_attempt_whose_answer_was_lost_is_found_and_happens_once()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeAnswer);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Contains(ended.Timeline, line => line.Event == "in_doubt");
        Assert.Single(ended.Attempts);
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task With_a_witness_in_the_relayers_list_an_attempt_that_is_not_there_was_never_taken_and_another_is_made()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        await world.EndAsync(await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000));
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeRow);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal([AttemptOutcome.Absent, AttemptOutcome.Accepted], ended.Attempts.OrderBy(x => x.Number).Select(x => x.Outcome));
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task Without_a_witness_nothing_is_sent_again_until_the_chain_leaves_no_nonce_for_the_attempt()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeRow);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        var doubted = await world.UntilAsync(id, x => x.Unresolved?.Contains("lost its memory", StringComparison.Ordinal) == true);
        Assert.Equal(1, doubted.Attempt);
        var bound = Assert.Single(doubted.Attempts).NonceBound!.Value;

        for (var nonce = 0UL; nonce < bound; nonce++)
            await world.EndAsync(await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000));
        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal(2, ended.Attempts.Count);
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task A_relayer_that_broadcast_and_then_forgot_everything_has_one_effect()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        await world.EndAsync(await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000));
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeAnswer);
        var broadcast = _faults.AwaitNext(Checkpoint.AfterBroadcast);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await broadcast;
        await world.RestartRelayerAsync();

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Single(ended.Attempts);
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task A_transaction_that_its_relayer_forgot_before_it_had_a_nonce_is_sent_again_once_the_chain_proves_it_gone()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        var target = TrackerWorld.FreshAddress();
        _faults.HoldNext(Checkpoint.BeforeNonce);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.RelayerTransactionId is not null);
        await world.RestartRelayerAsync();

        await world.UntilAsync(id, x => x.Attempts.Any(attempt => attempt.NonceBound is not null));
        for (var nonce = 0; nonce < 2; nonce++)
            await world.EndAsync(await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000));
        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal([AttemptOutcome.Absent, AttemptOutcome.Accepted], ended.Attempts.OrderBy(x => x.Number).Select(x => x.Outcome));
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task A_nonce_that_a_forgetful_relayer_gave_out_twice_costs_the_loser_an_attempt_and_nothing_is_lost()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        var (first, second) = (TrackerWorld.FreshAddress(), TrackerWorld.FreshAddress());
        _faults.HoldNext(Checkpoint.AfterSigning);
        var loser = await world.SubmitAsync(first, "7", gasLimit: 30000);
        await world.UntilAsync(loser, x => x.Nonce == 0);
        await world.RestartRelayerAsync();
        var winner = await world.EndAsync(await world.SubmitAsync(second, "9", gasLimit: 30000));

        var ended = await world.EndAsync(loser);

        Assert.Equal((TransactionStatus.Confirmed, 0UL), (winner.Status, winner.Nonce));
        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal((7, 9), ((int)await world.BalanceAsync(first), (int)await world.BalanceAsync(second)));
    }

    [Fact]
    public async Task What_was_in_doubt_expires_once_it_is_proven_absent_after_its_time()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        await world.EndAsync(await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000));
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeRow);
        var validUntil = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2);

        var ended = await world.EndAsync(await world.SubmitAsync(target, "7", gasLimit: 30000, validUntil: validUntil));

        Assert.Equal((TransactionStatus.Expired, EndProof.Relayer), (ended.Status, ended.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task An_end_by_hand_stands_until_the_chain_shows_otherwise()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.Hash is not null);
        await world.SendAsync(new CloseTransaction(id, TransactionStatus.Failed, "the customer was paid by hand", "operators"));
        var closed = await world.EndAsync(id);
        await world.Chain.MineAsync();

        var ended = await world.UntilAsync(id, x => x.Status == TransactionStatus.Confirmed);

        Assert.Equal((TransactionStatus.Failed, EndProof.Operator, ErrorCode.ClosedByOperator), (closed.Status, closed.EndProof, closed.ErrorCode));
        Assert.Equal((EndProof.Chain, (string?)null), (ended.EndProof, ended.ErrorCode));
        Assert.Contains(ended.Timeline, line => line is { Event: "closed", Detail: "by operators: the customer was paid by hand" });
    }

    [Fact]
    public async Task A_look_that_an_operator_asks_for_does_not_wait_for_its_time()
    {
        await using var world = await TrackerWorld.StartAsync();
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "7", gasLimit: 30000, nextActionIn: TimeSpan.FromMinutes(5));

        await world.SendAsync(new LookNow(id, "operators"));

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(id)).Status);
    }

    [Fact]
    public async Task Of_two_equal_payloads_each_comes_to_its_own_end()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        var stays = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(stays, x => x.Hash is not null);
        var late = await world.SubmitAsync(target, "7", gasLimit: 30000, validUntil: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1));
        await world.Chain.MineAsync();

        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(stays)).Status);
        Assert.Equal(TransactionStatus.Expired, (await world.EndAsync(late)).Status);
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task Two_hundred_lost_answers_have_two_hundred_effects()
    {
        await using var world = await TrackerWorld.StartAsync(reached: (checkpoint, _) =>
            checkpoint == Checkpoint.BeforeAnswer ? throw new InvalidOperationException("the answer is lost") : Task.CompletedTask);
        var target = TrackerWorld.FreshAddress();
        var ids = new List<Guid>();
        for (var batch = 0; batch < 10; batch++)
            ids.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.SubmitAsync(target, "1", gasLimit: 30000))));

        foreach (var id in ids)
        {
            var ended = await world.EndAsync(id);
            Assert.Equal(TransactionStatus.Confirmed, ended.Status);
            Assert.Single(ended.Attempts, attempt => attempt.Outcome is not (AttemptOutcome.NotTaken or AttemptOutcome.Superseded));
        }

        Assert.Equal(200, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task A_row_that_its_relayer_lost_sight_of_is_dropped_there_and_made_anew()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync, settle: "6s");
        var target = TrackerWorld.FreshAddress();
        _faults.HoldNext(Checkpoint.BeforeNonce);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);

        var ended = await world.EndAsync(id);

        Assert.Equal(TransactionStatus.Confirmed, ended.Status);
        Assert.Equal([AttemptOutcome.Dead, AttemptOutcome.Accepted], ended.Attempts.OrderBy(x => x.Number).Select(x => x.Outcome));
        Assert.Equal(7, await world.BalanceAsync(target));
    }
}
