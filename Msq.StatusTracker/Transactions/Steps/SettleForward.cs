using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Bus;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// What a gasless transaction's way means for its signer's other requests: one that ended without having been executed gives its nonce back, one that is in a block wakes the next.
/// </summary>
internal sealed class SettleForward : Step
{
    /// <summary>The signature was good when it was accepted, so the signer's nonce is what no longer fits.</summary>
    public static bool IsOutOfTurn(Transaction saga, string? revertReason) => saga.Type == TransactionType.Gasless && ForwarderCalls.IsInvalidSigner(revertReason);

    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        if (saga.Type != TransactionType.Gasless)
            return;

        if (TransactionStatus.IsEnd(saga.Status) && saga.Status != TransactionStatus.Confirmed)
        {
            await context.Database().ForwardNonces.Where(x => x.TransactionId == saga.CorrelationId).ExecuteDeleteAsync(context.CancellationToken);
            return;
        }

        var next = await context.Database().ForwardNonces.AsNoTracking()
            .Where(x => x.ChainId == saga.ChainId && x.Forwarder == saga.To && x.Signer == saga.Signer && x.Nonce == saga.ForwardNonce + 1)
            .Select(x => (Guid?)x.TransactionId).SingleOrDefaultAsync(context.CancellationToken);
        if (next is { } id)
            await context.SendToAsync(Queues.Transactions, new TransactionDue(id));
    }
}
