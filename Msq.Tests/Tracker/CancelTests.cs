using Msq.Contracts.Messages;
using Msq.Local.DevRelayer;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>What becomes of a wish to cancel, at every stage.</summary>
public sealed class CancelTests
{
    private readonly Faults _faults = new();

    [Fact]
    public async Task What_no_relayer_was_asked_to_send_ends_at_once()
    {
        await using var world = await TrackerWorld.StartAsync();
        // Too young for the sweep, and nobody hinted at it.
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "7", gasLimit: 30000, nextActionIn: TimeSpan.FromMinutes(5));

        await world.CancelAsync(id);
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.NeverPosted, ErrorCode.Canceled), (ended.Status, ended.EndProof, ended.ErrorCode));
        Assert.Empty(ended.Attempts);
    }

    [Theory]
    [InlineData("Queued")]
    [InlineData("Estimating")]
    public async Task What_waits_for_a_relayer_or_for_its_gas_ends_at_once(string state)
    {
        await using var world = await TrackerWorld.StartAsync();
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "7", gasLimit: 30000, nextActionIn: TimeSpan.FromMinutes(5));
        // Whoever would have moved it on is away.
        await world.ChangeAsync(id, row => row.SetProperty(x => x.CurrentState, state));

        await world.CancelAsync(id);
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.NeverPosted, ErrorCode.Canceled), (ended.Status, ended.EndProof, ended.ErrorCode));
        Assert.Empty(ended.Attempts);
    }

    [Fact]
    public async Task In_its_relayers_queue_it_ends_at_once_and_while_the_relayer_is_being_asked_the_relayer_stops_it_afterwards()
    {
        var answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await TrackerWorld.StartAsync(
            settle: "1m", reached: (checkpoint, _) => checkpoint == Checkpoint.BeforeAnswer ? answering.Task : Task.CompletedTask);
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        // As many as the dispatcher asks for at once, and one more.
        var asked = new List<Guid>();
        while (asked.Count < 4)
            asked.Add(await world.SubmitAsync(target, "7", gasLimit: 30000));
        foreach (var id in asked)
            await world.UntilAsync(id, x => x.ClaimedAt is not null);
        var waiting = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(waiting, x => x is { CurrentState: "Dispatching", ClaimedAt: null });

        await world.CancelAsync(waiting);
        var withdrawn = await world.EndAsync(waiting);
        await world.CancelAsync(asked[0]);
        Assert.Equal(TransactionStatus.Dispatching, (await world.ReadAsync(asked[0])).Status);
        answering.SetResult();
        await world.UntilAsync(asked[0], x => x.CancelTakenAt is not null);
        foreach (var id in asked)
            await world.UntilAsync(id, x => x.Hash is not null);
        await world.Chain.MineAsync();
        var stopped = await world.EndAsync(asked[0]);

        Assert.Equal((TransactionStatus.Canceled, EndProof.NeverPosted), (withdrawn.Status, withdrawn.EndProof));
        Assert.Equal(TransactionStatus.Canceled, stopped.Status);
        foreach (var id in asked.Skip(1))
            Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(id)).Status);
        Assert.Equal(21, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task Cancelled_while_it_is_in_doubt_it_never_gets_a_later_attempt()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        await world.EndAsync(await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000));
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeRow);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.CurrentState == "InDoubt");

        await world.CancelAsync(id);
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Relayer), (ended.Status, ended.EndProof));
        Assert.Single(ended.Attempts);
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task Cancelled_while_its_relayer_is_being_asked_the_relayer_stops_it_as_soon_as_it_owns_it()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        _faults.FailNext(Checkpoint.BeforeAnswer);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.CurrentState == "InDoubt");
        await world.CancelAsync(id);
        await world.UntilAsync(id, x => x.CancelTakenAt is not null);
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Single(ended.Attempts);
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_a_relayer_has_sent_is_canceled_once_the_chain_shows_its_nonce_used_by_nothing()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.Hash is not null);

        await world.CancelAsync(id);
        await world.UntilAsync(id, x => x.CancelTakenAt is not null);
        Assert.Equal(TransactionStatus.Submitted, (await world.ReadAsync(id)).Status);
        await world.Chain.MineAsync();
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task A_relayer_that_took_a_cancel_and_did_nothing_about_it_is_told_again()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        var signed = await world.UntilAsync(id, x => x.Hash is not null);
        // The relayer has never heard of it, but the row says that it is at it.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await world.ChangeAsync(id, row => row
            .SetProperty(x => x.CancelRequestedAt, now.AddSeconds(-31)).SetProperty(x => x.CancelTakenAt, now.AddSeconds(-31)));

        await world.SendAsync(new TransactionDue(id));
        await world.UntilAsync(id, x => x.Hash != signed.Hash);
        await world.Chain.MineAsync();
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task Mined_already_it_is_confirmed_whatever_the_client_wishes()
    {
        await using var world = await TrackerWorld.StartAsync(confirmations: 4);
        var target = TrackerWorld.FreshAddress();
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.Status == TransactionStatus.Mined);

        await world.CancelAsync(id);
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Confirmed, EndProof.Chain), (ended.Status, ended.EndProof));
        Assert.Equal(7, await world.BalanceAsync(target));
    }

    [Fact]
    public async Task What_its_relayer_dropped_before_it_had_a_nonce_is_canceled_once_the_relayer_has_said_so_twice()
    {
        await using var world = await TrackerWorld.StartAsync(reached: _faults.ReachedAsync);
        var target = TrackerWorld.FreshAddress();
        _faults.HoldNext(Checkpoint.BeforeNonce);
        var id = await world.SubmitAsync(target, "7", gasLimit: 30000);
        await world.UntilAsync(id, x => x.RelayerTransactionId is not null);

        await world.CancelAsync(id);
        var ended = await world.EndAsync(id);

        Assert.Equal((TransactionStatus.Canceled, EndProof.Relayer), (ended.Status, ended.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));
    }
}
