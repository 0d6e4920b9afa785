using MassTransit;
using Msq.Contracts.Messages;
using Msq.StatusTracker.Census;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// An attempt that was proven absent was taken after all: its POST was held up for longer than the settle time. The newer attempt is withdrawn while
/// nobody has claimed it; if somebody has, both may be executed, which only an alarm can say.
/// </summary>
internal sealed class TakeBack(ILogger<TakeBack> logger) : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var message = ((BehaviorContext<Transaction, DispatchAccepted>)context).Message;
        var old = await context.AttemptAsync(message.Attempt);
        if (old.Outcome != AttemptOutcome.Absent)
            return;

        var isUnclaimed = saga.CurrentState == nameof(TransactionStateMachine.Dispatching) && saga.ClaimedAt is null;
        var words = $"attempt {old.Number}, proven absent, is at {old.Relayer} as {message.Report.Id}; attempt {saga.Attempt} {(isUnclaimed ? "is withdrawn" : "cannot be called back")}";
        Alarm.Raise(Alarm.TurnedUp);
        logger.LogCritical("Transaction {TransactionId}: {Words}", saga.CorrelationId, words);
        context.Note("turned_up", words);
        if (!isUnclaimed)
            return;

        await context.CloseAttemptAsync(AttemptOutcome.Superseded, words);
        saga.Attempt = old.Number;
        saga.ClaimedAt = old.ClaimedAt;
        saga.Relayer = old.Relayer;
        saga.From = old.From;
    }
}
