using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Has the transaction that waits to take this one's place look at what has become of it.</summary>
internal sealed class WakeReplacement : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        // What is replaced is canceled first.
        if (context.Saga.CancelRequestedAt is null)
            return;
        var waiting = await context.Database().Transactions.AsNoTracking().Where(x => x.Replaces == context.Saga.CorrelationId).Select(x => x.CorrelationId).ToListAsync(context.CancellationToken);
        foreach (var id in waiting)
            await context.SendToAsync(Queues.Transactions, new TransactionDue(id));
    }
}
