using Msq.Contracts.Messages;

namespace Msq.Tests.Dispatcher;

public sealed class StopTests
{
    [Fact]
    public async Task A_dispatcher_that_is_stopped_during_posts_ends_after_their_outcomes_and_takes_nothing_more()
    {
        await using var relayer = RawRelayer.Start();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        relayer.OnPost = async (request, connection) =>
        {
            await answer.Task;
            await connection.AnswerAsync(200, RawRelayer.Envelope(relayer.Take(request)));
        };
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
            ids.Add(await world.OpenAsync());
        foreach (var id in ids)
            await world.SendAsync("relayer-1", new DispatchTransaction(id, 1, "relayer-1"));
        await DispatcherWorld.UntilAsync(() => relayer.Posts.Count == 4, "as many POSTs as there are consumers");

        var stopped = world.StopAsync();
        answer.SetResult();
        await stopped;

        Assert.Equal(relayer.Posts.Count, world.Said.OfType<DispatchAccepted>().Count());
        Assert.Empty(world.Said.OfType<DispatchInDoubt>());
        Assert.InRange(relayer.Posts.Count, 4, 19);
    }
}
