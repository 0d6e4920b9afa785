using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Transactions;
using Msq.Storage;

namespace Msq.StatusTracker.Chain;

/// <summary>
/// Wakes the transactions whose nonce is a sender's next one, or lower, and of which nothing was heard for a while: everything with a higher nonce waits for
/// them, so they cannot wait for a back-off of minutes.
/// </summary>
internal sealed class NextInLine(IServiceScopeFactory scopes, NonceGaps gaps, TimeProvider time)
{
    private const int MostOfOneSender = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<ulong, long> _last = new();

    /// <summary>Wakes them, unless that was done within the last ten seconds.</summary>
    /// <exception cref="RpcUnavailableException">The node does not answer.</exception>
    public async Task WakeAsync(Pool pool, EthereumNode node, CancellationToken cancellationToken)
    {
        if (_last.TryGetValue(pool.ChainId, out var last) && time.GetElapsedTime(last) < Pause)
            return;
        _last[pool.ChainId] = time.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var senders = await scope.ServiceProvider.GetRequiredService<ChainLedger>().SendersAsync(pool, cancellationToken);
        var news = scope.ServiceProvider.GetRequiredService<ChainNews>();
        var silentSince = time.GetUtcNow().UtcDateTime - Pause;
        foreach (var sender in senders)
        {
            var next = await node.GetTransactionCountAsync(Address.Parse(sender), "latest", cancellationToken);
            var waiting = await db.Transactions.AsNoTracking()
                .Where(x => x.ChainId == pool.ChainId && x.From == sender && x.Nonce <= next && x.UpdatedAt < silentSince)
                .Where(x => x.CurrentState == nameof(TransactionStateMachine.Submitted) || x.CurrentState == nameof(TransactionStateMachine.InDoubt))
                .OrderBy(x => x.Nonce).Take(MostOfOneSender).Select(x => x.CorrelationId).ToListAsync(cancellationToken);
            await news.DueAsync(waiting, cancellationToken);
            await gaps.ObserveAsync(db, pool, sender, next, cancellationToken);
        }
    }
}
