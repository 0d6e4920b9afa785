using Microsoft.Extensions.DependencyInjection;
using Msq.Storage.Commits;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>Puts the steps that wait into groups. Two steps of one transaction never share a group, nor are they in two at once: the second would wait for the first one's lock.</summary>
internal sealed class StepGroups(IServiceScopeFactory scopes, CommitLimits limits) : CommitGroups<WaitingStep>(limits)
{
    private readonly HashSet<Guid> _busy = [];

    /// <summary>Takes a step on a transaction's row, and commits it.</summary>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="isAlone">It shares with nobody: what failed in a group is tried by itself, so that one bad message costs the others one try.</param>
    /// <param name="isLate">It waits until nothing else does: what is under way goes before what has not begun.</param>
    /// <param name="step">The step. It runs in the caller's own flow.</param>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    public async Task TakeAsync(Guid transactionId, bool isAlone, bool isLate, Func<Turn, Task> step, CancellationToken cancellationToken)
    {
        if (IsShared)
        {
            var waiting = new WaitingStep(transactionId, isAlone);
            Enqueue(waiting, isLate);
            await waiting.TakeAsync(step, cancellationToken);
        }
        else
        {
            // Where nothing is shared nobody waits, with the lock in hand, for somebody else's thread.
            await CommitAsync([transactionId], (group, rows) => step(new Turn(group, rows.GetValueOrDefault(transactionId))));
        }
    }

    protected override bool TryJoin(IReadOnlyList<WaitingStep> group, WaitingStep item) =>
        (group.Count == 0 || (!item.IsAlone && !group[0].IsAlone)) && _busy.Add(item.TransactionId);

    protected override void Leave(IReadOnlyList<WaitingStep> group) => _busy.ExceptWith(group.Select(step => step.TransactionId));

    protected override async Task CommitAsync(IReadOnlyList<WaitingStep> group)
    {
        try
        {
            await CommitAsync([.. group.Select(step => step.TransactionId)], async (shared, rows) =>
            {
                foreach (var step in group)
                    await step.GiveTurnAsync(new Turn(shared, rows.GetValueOrDefault(step.TransactionId)));
            });
        }
        catch (Exception exception)
        {
            foreach (var step in group)
                step.Fail(exception);
            return;
        }

        foreach (var step in group)
            step.Commit();
    }

    private async Task CommitAsync(IReadOnlyList<Guid> ids, Func<StepGroup, IReadOnlyDictionary<Guid, Transaction>, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        await using var transaction = await db.BeginAsync();
        var rows = await db.LockTransactionsAsync(ids);
        var group = new StepGroup(db, ids);
        await work(group, rows);
        await group.SaveAsync();
        await transaction.CommitAsync();
    }
}
