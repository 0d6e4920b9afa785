using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// Shows on a carried request what has become of its batch, and lets it go when the batch is over and did not execute it. Sending it again doubles nothing: the forwarder
/// executes a signer's nonce once.
/// </summary>
internal sealed class FollowCarrier : Step
{
    private static readonly TimeSpan FollowWait = TimeSpan.FromSeconds(10);

    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var carrier = await context.Database().Transactions.AsNoTracking().SingleAsync(x => x.CorrelationId == saga.CarrierId, context.CancellationToken);
        if (TransactionStatus.IsEnd(carrier.Status))
        {
            Leave(context, carrier);
            return;
        }

        if ((saga.CancelRequestedAt is not null || saga.ValidUntil <= context.UtcNow()) && IsUnsent(carrier))
            await DissolveAsync(context, carrier);
        saga.Relayer = carrier.Relayer;
        saga.From = carrier.From;
        saga.Nonce = carrier.Nonce;
        saga.Hash = carrier.Hash;
        if (TransactionStatus.Rises(saga.Status, carrier.Status) && carrier.Status != TransactionStatus.Mined)
            context.Raise(carrier.Status, carrier.Status == TransactionStatus.Submitted ? "submitted" : "attempt_opened", $"with its batch, on {carrier.Relayer}");
        context.WaitFor(FollowWait);
    }

    private static void Leave(BehaviorContext<Transaction> context, Transaction carrier)
    {
        var saga = context.Saga;
        saga.CarrierId = null;
        saga.Relayer = null;
        saga.From = null;
        saga.Nonce = null;
        saga.Hash = null;
        saga.Sweeps = 0;
        context.Note("unbatched", $"its batch ended {carrier.Status} without having executed it{(carrier.ErrorMessage is null ? "" : $": {carrier.ErrorMessage}")}");
    }

    private static bool IsUnsent(Transaction carrier) => carrier is { ClaimedAt: null, CancelRequestedAt: null }
        && carrier.CurrentState is nameof(TransactionStateMachine.Accepted) or nameof(TransactionStateMachine.Queued)
            or nameof(TransactionStateMachine.Estimating) or nameof(TransactionStateMachine.Dispatching);

    // The others go by themselves then, which costs them nothing: nothing of the batch was sent yet.
    private static async Task DissolveAsync(BehaviorContext<Transaction> context, Transaction carrier)
    {
        var now = context.UtcNow();
        var asked = await context.Database().Transactions.Where(x => x.CorrelationId == carrier.CorrelationId && x.Version == carrier.Version).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.CancelRequestedAt, now).SetProperty(row => row.Version, row => row.Version + 1), context.CancellationToken);
        if (asked == 1)
            await context.SendToAsync(Queues.Transactions, new CancelTransaction(carrier.CorrelationId));
    }
}
