using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Storage.Chain;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>What the watcher has stored: read once for all steps that share a commit.</summary>
internal static class StoredEvidence
{
    /// <summary>The transactions in blocks that execute this one, the lowest block first.</summary>
    public static async Task<IReadOnlyList<ChainTransaction>> ExecutingAsync(this BehaviorContext<Transaction> context)
    {
        var stored = await context.Group().ShareAsync(async (db, ids) => new Executing(
            (await db.ChainTransactions.AsNoTracking().Where(x => x.TransactionId != null && ids.Contains(x.TransactionId.Value) && x.Executes).OrderBy(x => x.BlockNumber)
                .ToListAsync(context.CancellationToken)).ToLookup(x => x.TransactionId!.Value)));
        return [.. stored.ByTransaction[context.Saga.CorrelationId]];
    }

    /// <summary>How far its chain was read.</summary>
    public static async Task<ulong> HeightAsync(this BehaviorContext<Transaction> context)
    {
        var stored = await context.Group().ShareAsync(async (db, _) => new Heights(await db.ChainCursors.ToDictionaryAsync(x => x.ChainId, x => x.Height, context.CancellationToken)));
        return stored.ByChain[context.Saga.ChainId];
    }

    private sealed record Executing(ILookup<Guid, ChainTransaction> ByTransaction);

    private sealed record Heights(IReadOnlyDictionary<ulong, ulong> ByChain);
}
