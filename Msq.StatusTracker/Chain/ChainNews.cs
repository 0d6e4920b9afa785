using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Storage;
using Msq.Storage.Chain;

namespace Msq.StatusTracker.Chain;

/// <summary>Wakes the sagas that stored evidence bears on. A lost message costs time only: the sweep has every saga read its evidence.</summary>
internal sealed class ChainNews(IBus bus, MsqDbContext db)
{
    /// <summary>Says what was seen.</summary>
    public Task SeenAsync(IEnumerable<ChainTransaction> evidence, CancellationToken cancellationToken) =>
        SendAsync(evidence.Select(x => new ChainTransactionSeen(x.TransactionId!.Value, x.BlockNumber)), cancellationToken);

    /// <summary>Says what is gone.</summary>
    public Task ReorgedAsync(IEnumerable<ChainTransaction> evidence, CancellationToken cancellationToken) =>
        SendAsync(evidence.Select(x => new ChainTransactionReorged(x.TransactionId!.Value, x.BlockNumber)), cancellationToken);

    /// <summary>Says what has become deep enough, once.</summary>
    public async Task ConfirmedAsync(ulong chainId, ulong height, int confirmations, CancellationToken cancellationToken)
    {
        if (height + 1 < (ulong)confirmations)
            return;
        var deepest = height + 1 - (ulong)confirmations;
        var deep = await db.ChainTransactions.AsNoTracking()
            .Where(x => x.ChainId == chainId && !x.ConfirmationAnnounced && x.BlockNumber <= deepest && x.TransactionId != null)
            .OrderBy(x => x.BlockNumber).Take(1000).Select(x => new { x.From, x.Nonce, TransactionId = x.TransactionId!.Value, x.BlockNumber }).ToListAsync(cancellationToken);
        // Sent first, noted then: a crash in between repeats the message rather than losing it.
        await SendAsync(deep.Select(x => new ChainTransactionConfirmed(x.TransactionId, x.BlockNumber)), cancellationToken);
        foreach (var sender in deep.GroupBy(x => x.From, x => x.Nonce))
        {
            var nonces = sender.ToList();
            await db.ChainTransactions.Where(x => x.ChainId == chainId && x.From == sender.Key && nonces.Contains(x.Nonce))
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.ConfirmationAnnounced, true), cancellationToken);
        }
    }

    /// <summary>Has transactions look at what the chain has of them before their own time comes.</summary>
    public Task DueAsync(IEnumerable<Guid> transactions, CancellationToken cancellationToken) =>
        SendAsync(transactions.Select(id => new TransactionDue(id)), cancellationToken);

    private Task SendAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken) where T : class => bus.SendAllAsync(Queues.Transactions, messages, cancellationToken);
}
