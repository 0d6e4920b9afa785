using Microsoft.EntityFrameworkCore;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>Transactions that a certain relayer has to send.</summary>
public sealed class OnlyRelayerTests
{
    [Fact]
    public async Task What_one_relayer_has_to_send_waits_for_it_also_after_an_attempt_of_its_own()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.ListAsync("id: relayer-1", "id: relayer-2");
        await world.UntilAsync(async db => await db.Relayers.CountAsync(x => x.Healthy) == 2);

        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
            ids.Add(await SubmitAsync(world, "relayer-2"));
        foreach (var id in ids)
            Assert.Equal((TransactionStatus.Confirmed, "relayer-2"), Standing(await world.EndAsync(id)));

        // Not its turn: the other one has none of it.
        await world.OrderAsync("relayer-2", OperatorState.Paused);
        var waiting = await UntilWaitingAsync(world);
        Assert.Equal("relayer-1", (await world.EndAsync(await SubmitAsync(world, null))).Relayer);
        Assert.Equal(0, (await world.ReadAsync(waiting)).Attempt);
        await world.OrderAsync("relayer-2", OperatorState.Active);
        Assert.Equal((TransactionStatus.Confirmed, "relayer-2"), Standing(await world.EndAsync(waiting)));
    }

    [Fact]
    public async Task What_replaces_another_is_sent_when_that_one_is_off_and_never_when_it_was_executed()
    {
        await using var world = await TrackerWorld.StartAsync();
        var executed = await SubmitAsync(world, null);
        await world.EndAsync(executed);
        var target = TrackerWorld.FreshAddress();
        var late = await world.SubmitAsync(target, "1", gasLimit: 30000, replaces: executed);
        var refused = await world.EndAsync(late);
        Assert.Equal((TransactionStatus.Failed, ErrorCode.AlreadyMined, EndProof.NeverPosted), (refused.Status, refused.ErrorCode, refused.EndProof));
        Assert.Equal(0, await world.BalanceAsync(target));

        await world.Chain.StopMiningAsync();
        var former = TrackerWorld.FreshAddress();
        var open = await world.SubmitAsync(former, "2", gasLimit: 30000);
        await world.UntilAsync(open, x => x.Hash is not null);
        await world.CancelAsync(open);
        var next = await world.SubmitAsync(target, "3", gasLimit: 30000, replaces: open);
        await world.UntilAsync(open, x => x.CancelTakenAt is not null);
        Assert.Equal(0, (await world.UntilAsync(next, x => x.CurrentState == "Queued")).Attempt);
        await world.Chain.MineAsync();

        Assert.Equal(TransactionStatus.Canceled, (await world.EndAsync(open)).Status);
        Assert.Equal(TransactionStatus.Confirmed, (await world.EndAsync(next)).Status);
        Assert.Equal((0, 3), (await world.BalanceAsync(former), await world.BalanceAsync(target)));
    }

    [Fact]
    public async Task Former_hashes_are_remembered()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.Chain.StopMiningAsync();
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
        var first = (await world.UntilAsync(id, x => x.Hash is not null)).Hash;
        await world.CancelAsync(id);
        await world.UntilAsync(id, x => x.Hash != first);
        await world.UntilAsync(db => db.SupersededHashes.AnyAsync(x => x.TransactionId == id && x.Hash == first));
    }

    private static (string Status, string? Relayer) Standing(Transaction row) => (row.Status, row.Relayer);

    private static async Task<Guid> UntilWaitingAsync(TrackerWorld world)
    {
        // The board follows an order within about a second.
        while (true)
        {
            var id = await SubmitAsync(world, "relayer-2");
            var row = await world.UntilAsync(id, x => x is { CurrentState: "Queued", Version: > 1 } || x.Attempt > 0);
            if (row.Attempt == 0)
                return id;
            await world.EndAsync(id);
        }
    }

    private static Task<Guid> SubmitAsync(TrackerWorld world, string? onlyRelayer) =>
        world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, onlyRelayer: onlyRelayer);
}
