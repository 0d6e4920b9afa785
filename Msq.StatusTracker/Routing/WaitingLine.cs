using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Transactions;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Routing;

/// <summary>
/// Those that wait for a relayer, oldest first. As many are woken as the pool has room for: by the clock alone they would come back later and later, and find a relayer idle that others had filled
/// before.
/// </summary>
internal sealed class WaitingLine(PoolFile pools, RelayerBoard board, IServiceScopeFactory scopes, IBus bus, TimeProvider time)
{
    private const int Most = 200;

    // What was woken and has not come forward yet is behind much else in the queue: waking it again would only make that longer. What came forward and found no room has another version.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<Guid, (int Version, DateTimeOffset At)> _woken = [];

    /// <summary>Wakes whom there is room for.</summary>
    public async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (id, _) in _woken.Where(pair => pair.Value.At + Patience < now).ToList())
            _woken.Remove(id);
        foreach (var pool in pools.Pools)
        {
            if (board.Room(pool) is { Count: > 0 } room)
                await WakeAsync(pool, room, now, cancellationToken);
        }
    }

    private async Task WakeAsync(Pool pool, IReadOnlyDictionary<string, int> roomOf, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var room = Math.Min(roomOf.Values.Sum(), Most);
        var able = roomOf.Keys.ToList();
        await using var scope = scopes.CreateAsyncScope();
        var waiting = scope.ServiceProvider.GetRequiredService<MsqDbContext>().Transactions.AsNoTracking()
            .Where(x => x.CurrentState == nameof(TransactionStateMachine.Queued) && x.Pool == pool.Name && x.WaitsForNonce == null)
            // Those that only a relayer without room may send would stand before the others, and be called for nothing.
            .Where(x => x.OnlyRelayer == null || able.Contains(x.OnlyRelayer));
        // What comes back from a relayer has waited before. Each in the order of the index: a long line costs no more than a short one.
        var rows = await OldestAsync(waiting.Where(x => x.Relayer != null), room, cancellationToken);
        if (rows.Count < room)
            rows.AddRange(await OldestAsync(waiting.Where(x => x.Relayer == null), room - rows.Count, cancellationToken));

        var called = rows.Where(x => !_woken.TryGetValue(x.Id, out var last) || last.Version != x.Version).ToList();
        foreach (var row in called)
            _woken[row.Id] = (row.Version, now);
        await bus.SendAllAsync(Queues.Submissions, called.Select(x => new TransactionDue(x.Id)), cancellationToken);
    }

    private static Task<List<Waiting>> OldestAsync(IQueryable<Transaction> rows, int most, CancellationToken cancellationToken) =>
        rows.OrderBy(x => x.CorrelationId).Take(most).Select(x => new Waiting(x.CorrelationId, x.Version)).ToListAsync(cancellationToken);

    private sealed record Waiting(Guid Id, int Version);
}
