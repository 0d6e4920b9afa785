using MassTransit;
using Msq.Hosting.Pools;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Waits until the settle time since the claim is over: what the relayer was still doing is then in its list.</summary>
internal sealed class AwaitSettle(PoolFile pools) : Step
{
    protected override Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var now = context.UtcNow();
        var settled = (saga.ClaimedAt ?? now) + (pools.Pool(saga.Pool)?.Settle ?? TimeSpan.FromMinutes(2));
        saga.NextActionAt = settled > now ? settled : now;
        return Task.CompletedTask;
    }
}
