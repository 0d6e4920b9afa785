using MassTransit;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Gives the attempts' identities back for other transactions, where the end leaves no attempt that could still turn up.</summary>
internal sealed class SettleAttempts : Step
{
    protected override Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        if (saga.Attempt > 0 && saga.EndProof is EndProof.Chain or EndProof.NeverPosted)
            context.Group().GiveIdentitiesBack(saga.CorrelationId);
        return Task.CompletedTask;
    }
}
