using Microsoft.EntityFrameworkCore;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>The pool file changes while everything runs.</summary>
public sealed class PoolReloadTests
{
    private const string First = "id: relayer-1";
    private const string Second = "id: relayer-2";

    [Fact]
    public async Task An_added_relayer_takes_work_and_a_removed_one_ends_what_it_has_and_gets_no_more()
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.EndAsync(await SubmitAsync(world));

        await world.ListAsync(First, Second);

        await world.UntilAsync(db => db.Relayers.AnyAsync(x => x.Id == "relayer-2" && x.Healthy));
        await UntilTakenByAsync(world, "relayer-2");

        await world.Chain.StopMiningAsync();
        var open = await UntilTakenByAsync(world, "relayer-1");
        await world.ListAsync(Second);
        await UntilOnlyAsync(world, "relayer-2");
        await world.Chain.MineAsync();

        var ended = await world.EndAsync(open);
        Assert.Equal((TransactionStatus.Confirmed, "relayer-1", 1), (ended.Status, ended.Relayer, ended.Attempt));
    }

    [Theory]
    [InlineData("id: relayer-1, consumers: many")]
    [InlineData("id: relayer 1")]
    public async Task A_bad_file_changes_nothing(string bad)
    {
        await using var world = await TrackerWorld.StartAsync();
        await world.EndAsync(await SubmitAsync(world));

        await world.ListAsync(bad, Second);
        await world.EndAsync(await SubmitAsync(world));

        await world.UntilAsync(async db => !await db.Relayers.AnyAsync(x => x.Id == "relayer-2"));
        Assert.Equal("relayer-1", (await world.EndAsync(await SubmitAsync(world))).Relayer);
        // Mended, it counts.
        await world.ListAsync(First, Second);
        await world.UntilAsync(db => db.Relayers.AnyAsync(x => x.Id == "relayer-2" && x.Healthy));
    }

    [Fact]
    public async Task Other_consumers_take_over_without_losing_anything()
    {
        await using var world = await TrackerWorld.StartAsync();
        var ids = new List<Guid>();
        foreach (var consumers in new[] { 1, 8, 2 })
        {
            await world.ListAsync($"{First}, consumers: {consumers}");
            for (var i = 0; i < 10; i++)
                ids.Add(await SubmitAsync(world));
        }

        Assert.All(await Task.WhenAll(ids.Select(world.EndAsync)), one => Assert.Equal((TransactionStatus.Confirmed, 1), (one.Status, one.Attempt)));
    }

    private static Task<Guid> SubmitAsync(TrackerWorld world) => world.SubmitAsync(TrackerWorld.FreshAddress(), "1", gasLimit: 30000);

    private static async Task<Guid> UntilTakenByAsync(TrackerWorld world, string relayer)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            var id = await SubmitAsync(world);
            if ((await world.UntilAsync(id, x => x.RelayerTransactionId is not null)).Relayer == relayer)
                return id;
        }
    }

    // Each process reads the file for itself, within about a second.
    private static async Task UntilOnlyAsync(TrackerWorld world, string relayer)
    {
        for (var (inRow, tries) = (0, 0); inRow < 4; tries++)
        {
            Assert.True(tries < 100);
            var taken = await world.UntilAsync(await SubmitAsync(world), x => x.RelayerTransactionId is not null);
            inRow = taken.Relayer == relayer ? inRow + 1 : 0;
        }
    }
}
