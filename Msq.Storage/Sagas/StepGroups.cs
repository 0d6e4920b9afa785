using Microsoft.Extensions.DependencyInjection;
using Msq.Storage.Commits;

namespace Msq.Storage.Sagas;

/// <summary>Puts the steps that wait into groups. Two steps of one transaction never share a group, nor are they in two at once: the second would wait for the first one's lock.</summary>
internal sealed class StepGroups(IServiceScopeFactory scopes) : CommitGroups<WaitingStep>
{
    private readonly HashSet<Guid> _busy = [];

    /// <summary>Waits for the step's turn.</summary>
    public Task<Turn> TurnAsync(WaitingStep step, CancellationToken cancellationToken)
    {
        Enqueue(step);
        return step.TurnAsync(cancellationToken);
    }

    protected override bool TryJoin(IReadOnlyList<WaitingStep> group, WaitingStep item) =>
        (group.Count == 0 || (!item.IsAlone && !group[0].IsAlone)) && _busy.Add(item.TransactionId);

    protected override void Leave(IReadOnlyList<WaitingStep> group) => _busy.ExceptWith(group.Select(step => step.TransactionId));

    protected override async Task CommitAsync(IReadOnlyList<WaitingStep> group)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            await using var transaction = await db.BeginAsync();
            var ids = group.Select(step => step.TransactionId).ToList();
            var rows = await db.LockTransactionsAsync(ids);
            var shared = new StepGroup(db, ids);
            foreach (var step in group)
                await step.TakeAsync(shared, rows.GetValueOrDefault(step.TransactionId));
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
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
}
