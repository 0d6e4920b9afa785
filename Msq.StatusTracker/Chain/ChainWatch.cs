using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Census;
using Msq.Storage.Chain;

namespace Msq.StatusTracker.Chain;

/// <summary>One tick of a chain's watcher: read what is new, store it, wake whom it bears on.</summary>
internal sealed class ChainWatch(
    ChainLedger ledger, ChainReader reader, OwnerJoin join, ChainNews news, OrphanOffer orphans, NextInLine line, ChainGauges gauges, TimeProvider time, ILogger<ChainWatch> logger)
{
    private const int MostBlocks = 20;

    /// <summary>Reads on from the cursor.</summary>
    /// <returns>True when more blocks wait to be read.</returns>
    public async Task<bool> TickAsync(Pool pool, EthereumNode node, CancellationToken cancellationToken)
    {
        var head = await node.BlockNumberAsync(cancellationToken);
        var cursor = await ledger.CursorAsync(pool.ChainId, cancellationToken);
        if (cursor is null)
        {
            if (await node.GetBlockWithTransactionsAsync(head, cancellationToken) is { } first)
                await ledger.BeginAsync(pool.ChainId, head, first.Hash, cancellationToken);
            return false;
        }

        // A node whose head is below the cursor is behind: it says nothing about the blocks above it.
        var more = false;
        if (head >= cursor.Height)
            more = await FollowAsync(pool, node, cursor, head, cancellationToken);

        await orphans.MakeAsync(pool.ChainId, node, cancellationToken);
        await news.SeenAsync(await join.JoinAsync(pool, cancellationToken), cancellationToken);
        if (await ledger.CursorAsync(pool.ChainId, cancellationToken) is { } moved)
        {
            gauges.Show(pool.Name, moved.Height, head, time.GetUtcNow());
            await news.ConfirmedAsync(pool.ChainId, moved.Height, pool.Confirmations, cancellationToken);
        }

        if (!more)
            await line.WakeAsync(pool, node, cancellationToken);
        return more;
    }

    private async Task<bool> FollowAsync(Pool pool, EthereumNode node, ChainCursor cursor, ulong head, CancellationToken cancellationToken)
    {
        // The cursor's own block is read again: a reorganisation may have replaced it without a new height.
        var count = (int)Math.Min(head - cursor.Height, MostBlocks) + 1;
        var blocks = (await node.GetBlocksWithTransactionsAsync(cursor.Height, count, cancellationToken)).TakeWhile(block => block is not null).OfType<Block>().ToList();
        if (blocks.Count == 0)
            return false;
        if (blocks[0].Hash != cursor.BlockHash)
        {
            await RewindAsync(pool, node, cursor, cancellationToken);
            return true;
        }

        // The node may have reorganised between two reads of a batch: only an unbroken chain is taken.
        var unbroken = blocks.Skip(1).TakeWhile((block, index) => block.ParentHash == blocks[index].Hash).ToList();
        if (unbroken.Count == 0)
            return false;

        // After the blocks: an address is on the board before the first attempt is opened on it.
        var senders = await ledger.SendersAsync(pool, cancellationToken);
        var read = await reader.ReadAsync(node, pool, unbroken, senders, cancellationToken);
        var evidence = read.SelectMany(block => block.Evidence).ToList();
        // Most have their owner before they are stored: the attempt was committed before its POST.
        await join.OwnAsync(evidence, cancellationToken);
        if (read.Count == 0 || !await ledger.AdvanceAsync(cursor, read, cancellationToken))
            return false;
        await news.SeenAsync(evidence.Where(x => x.TransactionId is not null), cancellationToken);
        return cursor.Height + (ulong)read.Count < head;
    }

    private async Task RewindAsync(Pool pool, EthereumNode node, ChainCursor cursor, CancellationToken cancellationToken)
    {
        for (var height = cursor.Height - 1; ; height--)
        {
            var known = await ledger.HashAtAsync(pool.ChainId, height, cancellationToken);
            var block = await node.GetBlockWithTransactionsAsync(height, cancellationToken);
            if (block is null)
                return;
            if (known is not null && known != block.Hash)
                continue;
            if (known is null)
            {
                Alarm.Raise(Alarm.DeepReorganisation);
                logger.LogError("{Pool}: the chain was reorganised deeper than {Height}, the lowest height that is known", pool.Name, height);
            }

            var orphaned = await ledger.RewindAsync(cursor, height, block.Hash, cancellationToken);
            logger.LogWarning("{Pool}: reorganised above {Height}; {Count} transactions of ours were in blocks that are gone", pool.Name, height, orphaned?.Count);
            await news.ReorgedAsync(orphaned ?? [], cancellationToken);
            return;
        }
    }
}
