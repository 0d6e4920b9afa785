using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Has the requests that a batch carries look at what has become of it.</summary>
internal sealed class WakeCarried : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        if (saga.Type != TransactionType.Batch)
            return;

        var carried = await context.Database().Carriages.AsNoTracking().Where(x => x.CarrierId == saga.CorrelationId).Select(x => x.TransactionId).ToListAsync(context.CancellationToken);
        foreach (var id in carried)
        {
            // Also those that are over without a proof listen to what the chain has settled.
            if (saga.EndProof == EndProof.Chain)
                await context.SendToAsync(Queues.Transactions, new ChainTransactionConfirmed(id, saga.BlockNumber ?? 0));
            else
                await context.SendToAsync(Queues.Transactions, new TransactionDue(id));
        }
    }
}
