using System.Diagnostics;
using System.Text.Json;
using Msq.Tests.Dispatcher;

namespace Msq.Tests.EndToEnd;

/// <summary>What becomes of a POST whose dispatcher ends, in good order or not, or loses its broker, while the relayer has not answered.</summary>
[Collection(AloneCollection.Name)]
public sealed class StopTests : IAsyncLifetime
{
    // How long the relayer goes on thinking after it was let go on.
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(3);

    private readonly RawRelayer _relayer = RawRelayer.Start();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeployWorld _world = null!;

    public async Task InitializeAsync()
    {
        _relayer.OnPost = async (request, connection) =>
        {
            var row = _relayer.Take(request);
            await _answer.Task;
            await Task.Delay(Slowness);
            await connection.AnswerAsync(200, RawRelayer.Envelope(row));
        };
        _world = await DeployWorld.StartAsync(copies: 1, _ => [_relayer.Url]);
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        await _relayer.DisposeAsync();
    }

    [Fact]
    public async Task A_dispatcher_that_is_told_to_end_during_a_post_waits_for_the_answer_reports_it_and_exits_with_0()
    {
        var dispatcher = _world.Stack.Dispatchers[0];
        var id = await SubmitAndPostAsync();

        var stopped = dispatcher.StopAsync();
        // Accepted while it ends: it stays in the queue for the next dispatcher.
        var later = await _world.Caller.SubmitAsync(RelayCaller.FreshAddress(), "0");
        await UntilAsync(later, "dispatching");
        Assert.True(dispatcher.IsRunning);
        _answer.SetResult();
        await stopped;

        Assert.Equal(0, dispatcher.ExitCode);
        Assert.Single(_relayer.Posts);
        await UntilAsync(id, "submitted");
        await dispatcher.StartAsync();
        await UntilAsync(later, "submitted");
        Assert.Equal(2, _relayer.Posts.Count);
        Assert.Equal(0, await _world.Records.LinesAsync("in_doubt"));
    }

    [Fact]
    public async Task A_post_whose_dispatcher_was_killed_is_found_by_who_gets_the_message_again_and_is_not_posted_again()
    {
        var dispatcher = _world.Stack.Dispatchers[0];
        var isReset = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _relayer.OnPost = async (request, connection) =>
        {
            _relayer.Take(request);
            isReset.SetResult(await connection.IsResetAsync());
        };
        var id = await SubmitAndPostAsync();

        await dispatcher.KillAsync();
        Assert.True(await isReset.Task.WaitAsync(TimeSpan.FromSeconds(20)), "the kernel would have gone on sending");
        await dispatcher.StartAsync();

        await UntilAsync(id, "submitted");
        Assert.Single(_relayer.Posts);
        Assert.Equal(1, await _world.Records.LinesAsync("found"));
    }

    [Fact]
    public async Task An_answer_that_comes_while_the_broker_is_away_is_told_when_it_is_back()
    {
        var id = await SubmitAndPostAsync();
        // What the broker delivers again must not be what finds it.
        _relayer.OnGet = request => request.Path.Contains("/transactions", StringComparison.Ordinal) ? (500, "") : (200, RawRelayer.Healthy);

        await _world.Stack.Broker.StopAsync();
        _answer.SetResult();
        await _world.Stack.Broker.StartAsync();

        await UntilAsync(id, "submitted");
        Assert.Single(_relayer.Posts);
        Assert.Equal((0, 0), (await _world.Records.LinesAsync("in_doubt"), await _world.Records.LinesAsync("found")));
    }

    private async Task<Guid> SubmitAndPostAsync()
    {
        var id = await _world.Caller.SubmitAsync(RelayCaller.FreshAddress(), "0");
        await DispatcherWorld.UntilAsync(() => _relayer.Posts.Count == 1, "the POST");
        return id;
    }

    private async Task UntilAsync(Guid id, string status)
    {
        var clock = Stopwatch.StartNew();
        JsonElement seen;
        do
        {
            seen = await _world.Caller.ReadAsync(id);
            if (seen.GetProperty("status").GetString() == status)
                return;
            await Task.Delay(50);
        }
        while (clock.Elapsed < TimeSpan.FromSeconds(60));
        throw new TimeoutException($"It is not {status}: {seen}");
    }
}
