using MassTransit;
using Msq.StatusTracker.Routing;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// Withdraws an attempt that nobody has claimed, where its time is over or its relayer cannot take it any more. Never for its age: a long queue would then
/// never be served. The row is locked and a claim asks for this very attempt, so a message that still sleeps in the queue does nothing.
/// </summary>
internal sealed class WithdrawUnclaimed(RelayerBoard board) : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var reason = saga.CancelRequestedAt is not null ? "cancel requested"
            : saga.ValidUntil <= context.UtcNow() ? "validUntil passed"
            : !board.CanServe(saga.Relayer!) ? $"{saga.Relayer} cannot take it now"
            : null;
        if (reason is null)
            return;

        await context.CloseAttemptAsync(AttemptOutcome.Superseded, reason);
        context.Note("attempt_withdrawn", reason);
        saga.Relayer = null;
    }
}
