using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// Gives the attempts' identities back for other transactions, where the end leaves no attempt that could still turn up. One that was proven absent keeps
/// its own: if the proof was wrong, the chain shows it.
/// </summary>
internal sealed class SettleAttempts(MsqDbContext db) : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        if (saga.Attempt > 0 && saga.EndProof is EndProof.Chain or EndProof.NeverPosted)
            await db.Attempts.Where(x => x.TransactionId == saga.CorrelationId && x.Identity != null && x.Outcome != AttemptOutcome.Absent)
                .ExecuteUpdateAsync(x => x.SetProperty(a => a.Identity, (byte[]?)null), context.CancellationToken);
    }
}
