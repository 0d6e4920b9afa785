using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Looks at the transaction whose place this one takes: nothing is sent while that one may still be executed.</summary>
internal sealed class FollowReplaced : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var former = await StandingAsync(context);
        context.AddOrUpdatePayload(() => new FormerFound(former), _ => new FormerFound(former));
    }

    private static async Task<FormerStanding> StandingAsync(BehaviorContext<Transaction> context)
    {
        if (context.Saga is not { Replaces: { } id, Attempt: 0 })
            return FormerStanding.Over;
        var former = await context.Database().Transactions.AsNoTracking().Where(x => x.CorrelationId == id)
            .Select(x => new { x.Status, x.ErrorCode }).SingleOrDefaultAsync(context.CancellationToken);
        if (former is null || former.Status == TransactionStatus.Confirmed || former.ErrorCode == ErrorCode.Reverted)
            return FormerStanding.Executed;
        return TransactionStatus.IsEnd(former.Status) ? FormerStanding.Over : FormerStanding.Open;
    }
}

/// <summary>Where the transaction stands whose place another one takes.</summary>
internal enum FormerStanding
{
    /// <summary>There is none, or it ended without having been executed.</summary>
    Over,

    /// <summary>It may still be executed.</summary>
    Open,

    /// <summary>It was executed.</summary>
    Executed,
}

internal sealed record FormerFound(FormerStanding Standing);

internal static class FoundFormer
{
    public static FormerStanding Former(this PipeContext context) => context.TryGetPayload<FormerFound>(out var found) ? found.Standing : FormerStanding.Over;
}
