using MassTransit;
using Msq.StatusTracker.Routing;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Chooses the relayer of the next attempt and its signer; none when no relayer that may take it can do so now.</summary>
internal sealed class ChooseRelayer(RelayerBoard board) : Step
{
    protected override Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        // The gas was estimated from this sender: stay with it while it can take the attempt.
        var keep = saga.Attempt == 0 && saga.From is not null ? saga.Relayer : null;
        var choice = board.Choose(saga.Pool, keep, avoid: saga.Attempt > 0 ? saga.Relayer : null, saga.OnlyRelayer);
        saga.Relayer = choice?.Id ?? saga.Relayer;
        saga.From = choice?.Address;
        return Task.CompletedTask;
    }
}
