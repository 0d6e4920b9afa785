using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Chain;
using Msq.Storage.Commits;

namespace Msq.StatusTracker.Chain;

/// <summary>The stored side of a chain: the cursor and the evidence move together, in one database transaction.</summary>
internal sealed class ChainLedger(MsqDbContext db, PoolFile pools, TimeProvider time)
{
    private const int KeptBlocks = 256;

    /// <summary>How far the chain was read, or null when nobody has begun.</summary>
    public Task<ChainCursor?> CursorAsync(ulong chainId, CancellationToken cancellationToken) =>
        db.ChainCursors.AsNoTracking().SingleOrDefaultAsync(x => x.ChainId == chainId, cancellationToken);

    /// <summary>The hash that was read at a height, or null when it is no longer kept.</summary>
    public Task<string?> HashAtAsync(ulong chainId, ulong number, CancellationToken cancellationToken) =>
        db.ChainBlocks.Where(x => x.ChainId == chainId && x.Number == number).Select(x => x.Hash).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Begins at a height.</summary>
    public async Task BeginAsync(ulong chainId, ulong height, string hash, CancellationToken cancellationToken)
    {
        db.ChainCursors.Add(new ChainCursor { ChainId = chainId, Height = height, BlockHash = hash, Version = 1, UpdatedAt = Now() });
        db.ChainBlocks.Add(new ChainBlock { ChainId = chainId, Number = height, Hash = hash });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Every address whose transactions matter on a chain. A relayer that is no longer in the file may have attempts open still.</summary>
    public async Task<IReadOnlySet<string>> SendersAsync(Pool pool, CancellationToken cancellationToken) =>
        (await db.Relayers.AsNoTracking().Where(x => x.Address != null).Select(x => new { x.Id, x.Address }).ToListAsync(cancellationToken))
        .Where(row => pools.PoolOf(row.Id) is not { } its || its.ChainId == pool.ChainId).Select(row => row.Address!).ToHashSet();

    /// <summary>Stores blocks that were read and moves the cursor over them; false when another watcher was first.</summary>
    public async Task<bool> AdvanceAsync(ChainCursor cursor, IReadOnlyList<ReadBlock> blocks, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var last = blocks[^1].Block;
        if (!await MoveAsync(cursor, last.Number, last.Hash, cancellationToken))
            return false;

        foreach (var (block, evidence) in blocks)
        {
            db.ChainBlocks.Add(new ChainBlock { ChainId = cursor.ChainId, Number = block.Number, Hash = block.Hash });
            db.ChainTransactions.AddRange(evidence);
        }

        await db.SaveChangesAsync(cancellationToken);
        var kept = last.Number > KeptBlocks ? last.Number - KeptBlocks : 0;
        await db.ChainBlocks.Where(x => x.ChainId == cursor.ChainId && x.Number < kept).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Goes back to a height that is still part of the chain and forgets what was read above it; null when another watcher was first.
    /// </summary>
    /// <returns>What was forgotten and had an owner.</returns>
    public async Task<IReadOnlyList<ChainTransaction>?> RewindAsync(ChainCursor cursor, ulong height, string hash, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (!await MoveAsync(cursor, height, hash, cancellationToken))
            return null;

        var orphaned = await db.ChainTransactions.AsNoTracking()
            .Where(x => x.ChainId == cursor.ChainId && x.BlockNumber > height).ToListAsync(cancellationToken);
        await db.ChainTransactions.Where(x => x.ChainId == cursor.ChainId && x.BlockNumber > height).ExecuteDeleteAsync(cancellationToken);
        await KeepAsync(orphaned, cancellationToken);
        await db.ChainBlocks.Where(x => x.ChainId == cursor.ChainId && x.Number > height).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. orphaned.Where(x => x.TransactionId != null)];
    }

    private async Task KeepAsync(IReadOnlyList<ChainTransaction> orphaned, CancellationToken cancellationToken)
    {
        foreach (var transaction in orphaned.Where(x => x.RawTransaction is not null))
        {
            await db.ChainOrphans
                .Where(x => x.ChainId == transaction.ChainId && x.From == transaction.From && x.Nonce == transaction.Nonce).ExecuteDeleteAsync(cancellationToken);
            db.ChainOrphans.Add(new ChainOrphan
            {
                ChainId = transaction.ChainId,
                From = transaction.From,
                Nonce = transaction.Nonce,
                RawTransaction = transaction.RawTransaction!,
                NextOfferAt = Now(),
            });
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<bool> MoveAsync(ChainCursor cursor, ulong height, string hash, CancellationToken cancellationToken)
    {
        var now = Now();
        return await db.ChainCursors.Where(x => x.ChainId == cursor.ChainId && x.Version == cursor.Version).ExecuteUpdateAsync(
            x => x.SetProperty(c => c.Height, height).SetProperty(c => c.BlockHash, hash)
                .SetProperty(c => c.Version, c => c.Version + 1).SetProperty(c => c.UpdatedAt, now),
            cancellationToken) == 1;
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
