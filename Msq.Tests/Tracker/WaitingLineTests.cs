using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>What happens to those that find every relayer full.</summary>
public sealed class WaitingLineTests
{
    [Fact]
    public async Task Those_that_wait_are_called_forward_one_by_one_the_oldest_first_however_long_they_would_have_waited_by_themselves()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.ListAsync("id: relayer-1, maxPending: 1");
        await world.RestartServicesAsync();
        await world.Chain.StopMiningAsync();
        var open = await SubmitAsync(world);
        await world.UntilAsync(open, x => x.Hash is not null);
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

    private static Task<Guid> SubmitAsync(TrackerWorld world) => world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);
}
