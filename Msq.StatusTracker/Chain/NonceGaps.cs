using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Transactions;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Chain;

/// <summary>
/// Notices a relayer whose next nonce on chain stays below the lowest that it has given out: nobody is going to use the nonces in between, so nothing of it can be mined. The
/// same where it has given out a nonce and never signs with it, and where its nonce on chain stands still for long while it has work open, whatever the cause. It gets no new work until the chain has moved on.
/// </summary>
internal sealed class NonceGaps(TimeProvider time, ILogger<NonceGaps> logger)
{
    private readonly ConcurrentDictionary<string, long> _firstSeen = [];
    private readonly ConcurrentDictionary<string, Standing> _standing = [];
    private readonly ConcurrentDictionary<string, ulong> _next = [];

    /// <summary>A sender's next nonce on chain when it was last looked at, about every ten seconds; null while it never was.</summary>
    public ulong? Next(string sender) => _next.TryGetValue(sender, out var next) ? next : null;

    /// <summary>Compares a sender's next nonce on chain with what is open.</summary>
    public async Task ObserveAsync(MsqDbContext db, Pool pool, string sender, ulong next, CancellationToken cancellationToken)
    {
        _next[sender] = next;
        var words = await GapAsync(db, pool, sender, next, cancellationToken) ?? await StallAsync(db, pool, sender, next, cancellationToken);
        if (await WriteAsync(db, sender, words is null ? null : time.GetUtcNow().UtcDateTime, cancellationToken) > 0 && words is not null)
            logger.LogError("{Pool}: the relayer of {Sender} is gapped: its next nonce on chain is {Next}, {Words}. It gets no new work until that changes", pool.Name, sender, next, words);
    }

    private async Task<string?> GapAsync(MsqDbContext db, Pool pool, string sender, ulong next, CancellationToken cancellationToken)
    {
        if (await GapNowAsync(db, pool, sender, next, cancellationToken) is not { } words)
        {
            _firstSeen.TryRemove(sender, out _);
            return null;
        }

        // Longer than anything that is under way takes to show its nonce, or its hash.
        var first = _firstSeen.GetOrAdd(sender, _ => time.GetTimestamp());
        return time.GetElapsedTime(first) < pool.Settle ? null : words;
    }

    private static async Task<string?> GapNowAsync(MsqDbContext db, Pool pool, string sender, ulong next, CancellationToken cancellationToken)
    {
        // A nonce is given out before the signer is asked: where that failed, OZ Relayer v1.3.0 never uses the nonce again.
        if (await Open(db, pool, sender).Where(x => x.Hash == null && x.Nonce >= next).MinAsync(x => x.Nonce, cancellationToken) is { } unsigned)
            return $"and it has never signed the nonce {unsigned} that it has given out";
        return await LowestOpenAsync(db, pool, sender, cancellationToken) is { } lowest && lowest > next ? $"the lowest that it has given out is {lowest}" : null;
    }

    private async Task<string?> StallAsync(MsqDbContext db, Pool pool, string sender, ulong next, CancellationToken cancellationToken)
    {
        var standing = _standing.GetValueOrDefault(sender);
        // It stands still for as long as there is something that could move it.
        if (standing is null || standing.Next != next || !await Open(db, pool, sender).AnyAsync(cancellationToken))
            _standing[sender] = standing = new Standing(next, time.GetTimestamp());
        var stalled = time.GetElapsedTime(standing.Since);
        return stalled < pool.StallAfter ? null : $"and has been for {stalled.TotalSeconds:0} s, while it has work open";
    }

    // Null also while something is open whose nonce nobody knows: the lower one may be its.
    private static async Task<ulong?> LowestOpenAsync(MsqDbContext db, Pool pool, string sender, CancellationToken cancellationToken)
    {
        var open = Open(db, pool, sender);
        return await open.AnyAsync(x => x.Nonce == null, cancellationToken) ? null : await open.MinAsync(x => x.Nonce, cancellationToken);
    }

    private static IQueryable<Transaction> Open(MsqDbContext db, Pool pool, string sender) => db.Transactions.AsNoTracking().Where(
        x => x.ChainId == pool.ChainId && x.From == sender
            && (x.CurrentState == nameof(TransactionStateMachine.InDoubt) || x.CurrentState == nameof(TransactionStateMachine.Submitted)
                || (x.CurrentState == nameof(TransactionStateMachine.Dispatching) && x.ClaimedAt != null)));

    private static Task<int> WriteAsync(MsqDbContext db, string sender, DateTime? since, CancellationToken cancellationToken) => db.Relayers
        .Where(x => x.Address == sender && (x.GapSince == null) != (since == null))
        .ExecuteUpdateAsync(x => x.SetProperty(row => row.GapSince, since), cancellationToken);

    private sealed record Standing(ulong Next, long Since);
}
