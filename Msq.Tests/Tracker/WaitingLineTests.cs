using Microsoft.EntityFrameworkCore;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>What happens to those that find every relayer full.</summary>
public sealed class WaitingLineTests
{
    [Fact]
    public async Task Those_that_wait_are_called_forward_one_by_one_the_oldest_first_however_long_they_would_have_waited_by_themselves()
    {
        await using var world = await StartFullAsync();
        var waiting = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            waiting.Add(await SubmitAsync(world));
            await world.UntilAsync(waiting[i], x => x is { CurrentState: "Queued", Attempt: 0 });
        }

        // They have waited for so long that the clock brings them back in an hour.
        var late = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        foreach (var id in waiting)
        {
            await world.ChangeAsync(id, x => x.SetProperty(row => row.NextActionAt, late));
            Assert.Equal("Queued", (await world.ReadAsync(id)).CurrentState);
        }

        await world.Chain.MineAsync();

        var opened = new List<DateTime>();
        foreach (var id in waiting)
        {
            var ended = await world.EndAsync(id);
            Assert.Equal(TransactionStatus.Confirmed, ended.Status);
            opened.Add(ended.Timeline.Single(line => line.Event == "attempt_opened").At);
        }

        Assert.Equal(opened.Order(), opened);
    }

    [Fact]
    public async Task One_that_waits_for_room_expires_when_its_time_is_over_and_not_when_the_clock_would_have_come_back_to_it()
    {
        await using var world = await StartFullAsync();

        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, validUntil: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(4));
        var waiting = await world.UntilAsync(id, x => x is { CurrentState: "Queued", Attempt: 0 });
        var ended = await world.EndAsync(id);

        Assert.Equal(waiting.ValidUntil, waiting.NextActionAt);
        Assert.Equal((TransactionStatus.Expired, ErrorCode.ValidUntilPassed, EndProof.NeverPosted), (ended.Status, ended.ErrorCode, ended.EndProof));
    }

    [Fact]
    public async Task Those_that_only_a_paused_relayer_may_send_do_not_stand_before_the_others()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.ListAsync("id: relayer-1, maxPending: 1", "id: relayer-2, maxPending: 1");
        await world.RestartServicesAsync();
        await world.UntilAsync(async db => await db.Relayers.CountAsync(x => x.Healthy) == 2);
        await world.Chain.StopMiningAsync();
        foreach (var relayer in new[] { "relayer-1", "relayer-2" })
            await world.UntilAsync(await SubmitAsync(world, relayer), x => x.Hash is not null);
        foreach (var relayer in new[] { "relayer-1", "relayer-1" })
            await world.UntilAsync(await SubmitAsync(world, relayer), x => x.CurrentState == "Queued");
        var behind = await SubmitAsync(world, "relayer-2");
        await world.UntilAsync(behind, x => x.CurrentState == "Queued");
        await world.ChangeAsync(behind, x => x.SetProperty(row => row.NextActionAt, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1)));

        await world.OrderAsync("relayer-1", OperatorState.Paused);
        await world.Chain.MineAsync();

        await world.UntilAsync(behind, x => x.Attempt == 1);
    }

    // One relayer that takes one at a time, and has it: nothing is mined.
    private static async Task<TrackerWorld> StartFullAsync()
    {
        var world = await TrackerWorld.StartAsync();
        await world.ListAsync("id: relayer-1, maxPending: 1");
        await world.RestartServicesAsync();
        await world.Chain.StopMiningAsync();
        await world.UntilAsync(await SubmitAsync(world), x => x.Hash is not null);
        return world;
    }

    private static Task<Guid> SubmitAsync(TrackerWorld world, string? onlyRelayer = null) =>
        world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000, onlyRelayer: onlyRelayer);
}
