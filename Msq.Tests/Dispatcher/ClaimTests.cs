using Msq.Contracts.Messages;
using Msq.Local.Servers;
using Msq.Storage;

namespace Msq.Tests.Dispatcher;

/// <summary>Only who claims an attempt may POST it, once, and in time.</summary>
public sealed class ClaimTests : IAsyncLifetime
{
    private readonly RawRelayer _relayer = RawRelayer.Start();
    private readonly ClaimFaults _faults = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _relayer.DisposeAsync();

    [Fact]
    public async Task The_same_message_many_times_over_makes_one_post_and_one_outcome()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();

        var copies = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => world.SendAsync("relayer-1", new DispatchTransaction(id, 1, "relayer-1"))));
        await Task.WhenAll(copies.Select(world.ConsumedAsync));

        Assert.IsType<DispatchAccepted>(await world.HeardAsync(id));
        Assert.Single(_relayer.Posts);
    }

    [Fact]
    public async Task Two_dispatchers_that_get_the_same_messages_at_once_make_one_post_of_each()
    {
        using var folder = new DevRelayer.TemporaryFolder();
        await using var server = new MariaDbServer(folder.Path);
        await server.StartAsync();
        await MsqDatabase.MigrateAsync(server.ConnectionString(), null, CancellationToken.None);
        await using var one = await DispatcherWorld.StartAsync(_relayer.Url, mySql: server.ConnectionString());
        await using var other = await DispatcherWorld.StartAsync(_relayer.Url, mySql: server.ConnectionString());
        var targets = Enumerable.Range(0, 50).Select(_ => DispatcherWorld.FreshAddress()).ToList();
        var ids = new List<Guid>();
        foreach (var target in targets)
            ids.Add(await one.OpenAsync(target));

        await Task.WhenAll(ids.SelectMany(id => new[] { one.DispatchAsync(id), other.DispatchAsync(id) }));

        Assert.All(targets, target => Assert.Equal(1, _relayer.PostsOf(target)));
        await DispatcherWorld.UntilAsync(() => one.Said.Concat(other.Said).OfType<DispatchAccepted>().Count() == ids.Count, "one outcome of each");
        Assert.Equal(ids.Order(), one.Said.Concat(other.Said).OfType<DispatchAccepted>().Select(x => x.TransactionId).Order());
    }

    [Theory]
    [InlineData(2, "Dispatching")]
    [InlineData(1, "Queued")]
    [InlineData(1, "InDoubt")]
    [InlineData(1, "Submitted")]
    [InlineData(1, "Ended")]
    public async Task A_message_that_slept_in_the_queue_while_its_attempt_was_superseded_posts_nothing(int attempt, string state)
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();
        await world.ChangeAsync(id, row => (row.Attempt, row.CurrentState) = (attempt, state));

        await world.DispatchAsync(id);
        await world.DispatchAsync(id, isRepeat: true);

        Assert.Empty(_relayer.Posts);
        Assert.Empty(world.Of(id));
        Assert.Null((await world.ReadAsync(id)).ClaimedAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_claim_that_fails_with_whatever_error_posts_nothing_and_claims_nothing(bool isDatabase)
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, change: _faults.AddTo);
        var id = await world.OpenAsync();
        _faults.FailBefore = true;
        if (!isDatabase)
            _faults.Failure = new InvalidOperationException("not even an error of the database");

        await world.DispatchAsync(id);

        Assert.Equal(1, _faults.Claims);
        Assert.Empty(_relayer.Posts);
        Assert.Empty(world.Of(id));
        Assert.Null((await world.ReadAsync(id)).ClaimedAt);
    }

    [Fact]
    public async Task A_claim_that_took_effect_while_its_answer_was_lost_posts_nothing_then_or_later()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, change: _faults.AddTo);
        var id = await world.OpenAsync();
        _faults.LoseAnswer = true;

        await world.DispatchAsync(id);
        _faults.LoseAnswer = false;
        await world.DispatchAsync(id);
        await world.DispatchAsync(id, isRepeat: true);

        Assert.NotNull((await world.ReadAsync(id)).ClaimedAt);
        Assert.Empty(_relayer.Posts);
        Assert.Empty(world.Of(id));
    }

    [Fact]
    public async Task A_claim_raises_the_version_so_that_who_read_the_row_before_cannot_write_it()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();

        await world.DispatchAsync(id);

        var row = await world.ReadAsync(id);
        Assert.Equal(2, row.Version);
        Assert.NotNull(row.ClaimedAt);
    }

    [Fact]
    public async Task The_deadline_begins_before_the_claim_and_a_claim_that_outlasts_it_is_not_taken_and_never_posted()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, settle: "2s", change: _faults.AddTo);
        var id = await world.OpenAsync();
        _faults.Delay = TimeSpan.FromSeconds(1.2);

        await world.DispatchAsync(id);
        Assert.Equal("the claim took too long, nothing was sent", Assert.IsType<DispatchNotTaken>(await world.HeardAsync(id)).Reason);
        _faults.Delay = TimeSpan.Zero;
        await world.DispatchAsync(id);

        Assert.NotNull((await world.ReadAsync(id)).ClaimedAt);
        Assert.Empty(_relayer.Posts);
        Assert.Single(world.Of(id));
    }

    [Fact]
    public async Task What_the_claim_has_used_of_the_deadline_the_post_no_longer_has()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, settle: "8s", change: _faults.AddTo);
        var id = await world.OpenAsync();
        _faults.Delay = TimeSpan.FromSeconds(3);
        var waited = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        _relayer.OnPost = async (_, connection) =>
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await connection.HangAsync();
            waited.SetResult(clock.Elapsed);
        };

        await world.DispatchAsync(id);

        Assert.IsType<DispatchInDoubt>(await world.HeardAsync(id));
        // One of the four seconds was left; a deadline begun at the POST would have had all four.
        Assert.InRange(await waited.Task, TimeSpan.Zero, TimeSpan.FromSeconds(2.1));
    }

    [Fact]
    public async Task A_repeat_of_an_attempt_that_the_relayer_has_although_nobody_claimed_it_is_found_and_not_posted()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var target = DispatcherWorld.FreshAddress();
        var id = await world.OpenAsync(target);
        await world.DispatchAsync(id);
        // As after a database that lost its last transactions.
        await world.ChangeAsync(id, row => row.ClaimedAt = null);

        await world.DispatchAsync(id, isRepeat: true);

        Assert.Equal(1, _relayer.PostsOf(target));
        Assert.Equal([false, true], world.Of(id).Cast<DispatchAccepted>().Select(x => x.Found));
    }

    [Fact]
    public async Task A_repeat_of_an_attempt_that_the_relayer_does_not_have_is_posted()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();

        await world.DispatchAsync(id, isRepeat: true);

        Assert.False(Assert.IsType<DispatchAccepted>(await world.HeardAsync(id)).Found);
        Assert.Single(_relayer.Posts);
    }

    [Fact]
    public async Task A_repeat_is_neither_claimed_nor_posted_while_the_relayers_list_cannot_be_read()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();
        _relayer.OnGet = _ => (500, "");

        await world.DispatchAsync(id, isRepeat: true);

        Assert.Empty(_relayer.Posts);
        Assert.Null((await world.ReadAsync(id)).ClaimedAt);
    }
}
