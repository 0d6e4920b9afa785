namespace Msq.Storage.Commits;

/// <summary>
/// Puts what waits for a commit into groups that share one. Nobody waits for a group to fill: what comes alone is committed alone, and what comes while commits are under way shares the next one.
/// </summary>
internal abstract class CommitGroups<T>(CommitLimits limits)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<T> _waiting = [];
    private readonly LinkedList<T> _late = [];
    private int _running;

    /// <summary>Whether anything shares a commit at all.</summary>
    protected bool IsShared => limits.Most > 1;

    /// <summary>Has something wait for the next commit.</summary>
    /// <param name="item">What waits.</param>
    /// <param name="isLate">It waits until nothing else does.</param>
    protected void Enqueue(T item, bool isLate = false)
    {
        lock (_gate)
        {
            (isLate ? _late : _waiting).AddLast(item);
            if (_running == limits.AtOnce)
                return;
            _running++;
        }

        // A group belongs to none of the requests or messages that are in it.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(RunAsync);
    }

    /// <summary>Whether it may join a group. Called by one at a time.</summary>
    protected abstract bool TryJoin(IReadOnlyList<T> group, T item);

    /// <summary>Does the group's work and commits it. Each of the group is told what came of it: nothing is thrown.</summary>
    protected abstract Task CommitAsync(IReadOnlyList<T> group);

    /// <summary>The group is over. Called by one at a time.</summary>
    protected virtual void Leave(IReadOnlyList<T> group)
    {
    }

    private async Task RunAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            await CommitAsync(group);
            lock (_gate)
                Leave(group);
        }
    }

    private List<T> Next()
    {
        var group = new List<T>();
        lock (_gate)
        {
            Fill(group, _waiting);
            Fill(group, _late);
            if (group.Count == 0)
                _running--;
        }

        return group;
    }

    private void Fill(List<T> group, LinkedList<T> waiting)
    {
        for (var node = waiting.First; node is not null && group.Count < limits.Most;)
        {
            var (item, next) = (node.Value, node.Next);
            if (TryJoin(group, item))
            {
                group.Add(item);
                waiting.Remove(node);
            }

            node = next;
        }
    }
}
