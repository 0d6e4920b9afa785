using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Msq.Storage.Sagas;

/// <summary>
/// Puts the steps that wait into groups. Nobody waits for a group to fill: a step that comes alone is taken alone, and what comes while a commit is under way shares the next one.
/// </summary>
internal sealed class StepGroups(IServiceScopeFactory scopes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<WaitingStep> _waiting = [];
    private readonly HashSet<Guid> _busy = [];
    private int _running;

    /// <summary>The most steps that share a commit.</summary>
    public const int Most = 32;

    /// <summary>The most groups at a time.</summary>
    public static int AtOnce { get; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Lets a step wait for its turn.</summary>
    public void Enqueue(WaitingStep step)
    {
        lock (_gate)
        {
            _waiting.AddLast(step);
            if (_running == AtOnce)
                return;
            _running++;
        }

        // The group belongs to none of the messages that are in it.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        while (Next() is { Count: > 0 } steps)
        {
            try
            {
                await TakeAsync(steps);
            }
            finally
            {
                lock (_gate)
                    _busy.ExceptWith(steps.Select(step => step.TransactionId));
            }
        }
    }

    // Two steps of one transaction never share a group, nor are they in two at once: the second would wait for the first one's lock.
    private List<WaitingStep> Next()
    {
        var steps = new List<WaitingStep>();
        lock (_gate)
        {
            for (var node = _waiting.First; node is not null && steps.Count < Most;)
            {
                var (step, next) = (node.Value, node.Next);
                if ((steps.Count == 0 || !step.IsAlone) && _busy.Add(step.TransactionId))
                {
                    steps.Add(step);
                    _waiting.Remove(node);
                    if (step.IsAlone)
                        break;
                }

                node = next;
            }

            if (steps.Count == 0)
                _running--;
        }

        return steps;
    }

    private async Task TakeAsync(IReadOnlyList<WaitingStep> steps)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted);
            var ids = steps.Select(step => step.TransactionId).ToList();
            var rows = await db.LockTransactionsAsync(ids);
            var group = new StepGroup(db, ids);
            foreach (var step in steps)
                await step.TakeAsync(group, rows.GetValueOrDefault(step.TransactionId));
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        catch (Exception exception)
        {
            foreach (var step in steps)
                step.Fail(exception);
            return;
        }

        foreach (var step in steps)
            step.Commit();
    }
}
