using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Msq.Local.Servers;
using Msq.Storage;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Callbacks;

/// <summary>Several trackers share the deliveries, and any of them may die, on the real database.</summary>
public sealed class SharedQueueTests(SharedQueueTests.Server server) : IClassFixture<SharedQueueTests.Server>
{
    private static readonly string[] Life = ["dispatching", "submitted", "mined", "confirmed"];
    private static readonly string[] Events = ["transaction.queued", "transaction.dispatching", "transaction.submitted", "transaction.mined", "transaction.confirmed"];

    [Fact]
    public async Task Two_trackers_at_once_send_each_event_once_and_in_order_and_what_failed_once_more()
    {
        await using var one = await CallbackWorld.StartAsync(mySql: server.ConnectionString);
        await using var other = await CallbackWorld.StartAsync(mySql: server.ConnectionString, beside: one);
        var failedOnce = new ConcurrentDictionary<Guid, bool>();
        // The third event of each transaction fails the first time, what comes after it has to wait for it.
        one.Receiver.Answer = (context, callback) =>
            Task.FromResult(context.Response.StatusCode = callback.Type == "transaction.submitted" && failedOnce.TryAdd(callback.Transaction, true) ? 500 : 200);
        var begun = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 30), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            var id = await one.Api.SubmittedAsync();
            await one.MoveAsync(id, Life);
            begun.Add(id);
        });
        var ids = begun.ToArray();
        await CallbackWorld.UntilAsync(() => one.Receiver.Taken.Count == 2 * ids.Length && failedOnce.Count == ids.Length);
        await AllSettledAsync(one);
        Assert.Equal(2 * ids.Length, one.Receiver.Taken.Count);
        one.Time.Advance(TimeSpan.FromSeconds(10));
        await CallbackWorld.UntilAsync(() => one.Receiver.Taken.Count == Events.Length * ids.Length);
        await AllSettledAsync(one);

        var taken = one.Receiver.Taken.ToList();
        Assert.Equal(Events.Length * ids.Length, taken.Count);
        Assert.All(ids, id => Assert.Equal(Events, taken.Where(callback => callback.Transaction == id).Select(callback => callback.Type)));
    }

    [Fact]
    public async Task What_was_committed_or_taken_when_a_process_died_is_sent_by_another()
    {
        await using var api = await CallbackWorld.StartAsync(mySql: server.ConnectionString, delivers: false);
        // Nobody delivers: as if whoever changed the statuses had died right after each commit.
        var committed = await api.Api.SubmittedAsync();
        await api.MoveAsync(committed, Life);
        var taken = await api.Api.SubmittedAsync();
        await api.MoveAsync(taken, Life);
        // And a tracker that died when it had taken an event: this is all that is left of it.
        var until = api.Time.GetUtcNow().UtcDateTime.AddSeconds(30);
        await api.Api.DatabaseAsync(db => db.CallbackDeliveries.Where(x => x.TransactionId == taken && x.Number == 1)
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.NextAt, until).SetProperty(row => row.Attempts, 1)));

        await using var tracker = await CallbackWorld.StartAsync(mySql: server.ConnectionString, beside: api);
        await CallbackWorld.UntilAsync(() => tracker.Receiver.Taken.Count == Events.Length);
        Assert.All(tracker.Receiver.Received, callback => Assert.Equal(committed, callback.Transaction));
        tracker.Time.Advance(TimeSpan.FromSeconds(31));
        await CallbackWorld.UntilAsync(() => tracker.Receiver.Taken.Count == 2 * Events.Length);

        var all = tracker.Receiver.Taken.ToList();
        Assert.All(new[] { committed, taken }, id => Assert.Equal(Events, all.Where(callback => callback.Transaction == id).Select(callback => callback.Type)));
    }

    private static async Task AllSettledAsync(CallbackWorld world)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // What is under way has an attempt that is not written down yet.
        while (await world.Api.DatabaseAsync(db => db.CallbackDeliveries.AnyAsync(x => x.NextAt != null && x.Attempts > 0 && x.LastAttemptAt == null, deadline.Token)))
            await Task.Delay(50, deadline.Token);
    }

    /// <summary>The database.</summary>
    public sealed class Server : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private MariaDbServer _server = null!;

        public string ConnectionString => _server.ConnectionString();

        public async Task InitializeAsync()
        {
            _server = new MariaDbServer(_folder.Path);
            await _server.StartAsync();
            await MsqDatabase.MigrateAsync(ConnectionString, null, CancellationToken.None);
        }

        public async Task DisposeAsync() => await _server.DisposeAsync();

        public void Dispose() => _folder.Dispose();
    }
}
