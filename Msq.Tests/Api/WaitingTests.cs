using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Msq.Local.Servers;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

/// <summary>What waiting costs, and that it reaches over processes.</summary>
public sealed class WaitingTests
{
    private const int Waiters = 40;

    [Fact]
    public async Task One_look_serves_all_who_wait_and_forgets_who_is_gone()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var world = await ApiWorld.StartAsync(time: time);
        var ids = new List<Guid>();
        while (ids.Count < Waiters)
            ids.Add(await world.SubmittedAsync());
        using var statements = new Statements();
        using var http = world.Client();
        using var gone = new CancellationTokenSource();
        var polls = ids.Skip(1).Take(Waiters / 2).Select(id => http.GetAsync($"/api/v1/relay/status/{id}?wait=60", gone.Token)).ToList();
        var streams = new List<EventReader>();
        foreach (var id in ids.Skip(1 + polls.Count).Prepend(ids[0]))
            streams.Add(await EventReader.OpenAsync(world, id));

        await UntilALookAsync(about => ids.All(about.Contains));
        await gone.CancelAsync();
        foreach (var stream in streams.Skip(1))
            await stream.DisposeAsync();
        await UntilALookAsync(about => about.SetEquals([ids[0]]));

        await streams[0].DisposeAsync();
        foreach (var poll in polls)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);

        async Task UntilALookAsync(Func<IReadOnlySet<Guid>, bool> isIt)
        {
            var deadline = Stopwatch.StartNew();
            statements.Forget();
            while (!statements.All.Any(about => isIt(ids.Where(about.Contains).ToHashSet())))
            {
                Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(40));
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(50);
            }
        }
    }

    [Fact]
    public async Task An_announcement_reaches_waiting_clients_of_another_process_by_Redis()
    {
        var folder = Directory.CreateTempSubdirectory("msq-redis-");
        await using (var redis = new RedisServer(folder.FullName))
        {
            await redis.StartAsync();
            await using var writer = await ApiWorld.StartAsync(redis: redis.ConnectionString);
            var id = await writer.SubmittedAsync();
            // Its clock stands still: it never looks by itself.
            await using var waiter = await ApiWorld.StartAsync(sqlite: writer.Sqlite, redis: redis.ConnectionString, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
            await using var events = await EventReader.OpenAsync(waiter, id);
            await events.NextAsync();
            var (next, poll) = (events.NextAsync(), waiter.GetAsync($"/api/v1/relay/status/{id}?wait=50"));

            await writer.ChangeAsync(id, row =>
            {
                row.Status = TransactionStatus.Dispatching;
                row.Tell(row.CreatedAt, "attempt_opened");
            });
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!next.IsCompleted || !poll.IsCompleted)
            {
                // Announced, and changed, until it is heard: they may not be listening yet.
                writer.Services.GetRequiredService<IStatusFeed>().Announce(id);
                await Task.WhenAny(Task.WhenAll(next, poll), Task.Delay(100, deadline.Token));
                if (next.IsCompleted && !poll.IsCompleted)
                    await writer.ChangeAsync(id, row => row.Status = row.Status == TransactionStatus.Dispatching ? TransactionStatus.Submitted : TransactionStatus.Mined);
                deadline.Token.ThrowIfCancellationRequested();
            }

            Assert.Equal("attempt_opened", (await next)?.Event);
            Assert.NotEqual("queued", (await poll).Json.GetProperty("status").GetString());
        }

        folder.Delete(recursive: true);
    }

    /// <summary>What the database is asked in this process, by the ids that a statement is about.</summary>
    private sealed class Statements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly ConcurrentBag<IDisposable> _subscriptions = [];
        private ConcurrentQueue<IdText> _all = [];

        public Statements() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public IEnumerable<IdText> All => _all;

        public void Forget() => _all = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
                _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandExecutedEventData { Command: { } command })
                _all.Enqueue(new IdText(command));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            foreach (var subscription in _subscriptions)
                subscription.Dispose();
        }

        private static class DbLoggerCategory
        {
            public const string Name = "Microsoft.EntityFrameworkCore";
        }
    }

    /// <summary>A statement and its parameters, to be searched for ids.</summary>
    private sealed class IdText(DbCommand command)
    {
        private readonly string _text = command.CommandText + string.Join(' ', command.Parameters.Cast<DbParameter>()
            .Select(parameter => parameter.Value is byte[] bytes ? Convert.ToHexString(bytes) : parameter.Value?.ToString()));

        public bool Contains(Guid id) => _text.Contains(Convert.ToHexString(id.ToByteArray(bigEndian: true)), StringComparison.OrdinalIgnoreCase);
    }
}
