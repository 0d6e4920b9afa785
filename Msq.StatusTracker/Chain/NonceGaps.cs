using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Transactions;
using Msq.Storage;

namespace Msq.StatusTracker.Chain;

/// <summary>
/// Notices a relayer whose next nonce on chain stays below the lowest that it has given out: nobody is going to use the nonces in between, so nothing of it can be mined. It
/// gets no new work until the gap is closed.
/// </summary>
internal sealed class NonceGaps(TimeProvider time, ILogger<NonceGaps> logger)
{
    private readonly ConcurrentDictionary<string, long> _firstSeen = [];

    /// <summary>Compares a sender's next nonce on chain with what is open.</summary>
    public async Task ObserveAsync(MsqDbContext db, Pool pool, string sender, ulong next, CancellationToken cancellationToken)
    {
        var lowest = await LowestOpenAsync(db, pool, sender, cancellationToken);
        if (lowest is null || lowest <= next)
        {
            _firstSeen.TryRemove(sender, out _);
            await WriteAsync(db, sender, since: null, cancellationToken);
            return;
        }

        // Longer than anything that is under way takes to show its nonce.
        var first = _firstSeen.GetOrAdd(sender, _ => time.GetTimestamp());
        if (time.GetElapsedTime(first) < pool.Settle || await WriteAsync(db, sender, time.GetUtcNow().UtcDateTime, cancellationToken) == 0)
            return;
        logger.LogError(
            "{Pool}: the relayer of {Sender} is gapped: its next nonce on chain is {Next}, the lowest that it has given out is {Lowest}. It gets no new work until the nonces in between are used",
            pool.Name, sender, next, lowest);
    }

    // Null also while something is open whose nonce nobody knows: the lower one may be its.
    private static async Task<ulong?> LowestOpenAsync(MsqDbContext db, Pool pool, string sender, CancellationToken cancellationToken)
    {
        var open = db.Transactions.AsNoTracking().Where(x => x.ChainId == pool.ChainId && x.From == sender
            && (x.CurrentState == nameof(TransactionStateMachine.InDoubt) || x.CurrentState == nameof(TransactionStateMachine.Submitted)
                || (x.CurrentState == nameof(TransactionStateMachine.Dispatching) && x.ClaimedAt != null)));
        return await open.AnyAsync(x => x.Nonce == null, cancellationToken) ? null : await open.MinAsync(x => x.Nonce, cancellationToken);
    }

    private static Task<int> WriteAsync(MsqDbContext db, string sender, DateTime? since, CancellationToken cancellationToken) => db.Relayers
        .Where(x => x.Address == sender && (x.GapSince == null) != (since == null))
        .ExecuteUpdateAsync(x => x.SetProperty(row => row.GapSince, since), cancellationToken);
}
