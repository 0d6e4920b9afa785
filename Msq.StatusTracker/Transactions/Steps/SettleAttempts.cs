using MassTransit;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// Gives the attempts' identities back for other transactions, where the end leaves no attempt that could still turn up. One that was proven absent keeps
/// its own: if the proof was wrong, the chain shows it.
/// </summary>
internal sealed class SettleAttempts : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        if (saga.Attempt == 0 || saga.EndProof is not (EndProof.Chain or EndProof.NeverPosted))
            return;
        foreach (var attempt in (await context.AttemptsAsync()).Where(attempt => attempt.Outcome != AttemptOutcome.Absent))
            attempt.Identity = null;
    }
}
