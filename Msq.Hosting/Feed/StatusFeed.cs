using System.Collections.Concurrent;
using Msq.Storage;

namespace Msq.Hosting.Feed;

/// <summary>Announces changes to the waiters of this process.</summary>
public sealed class StatusFeed : IStatusFeed
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiters = [];

    /// <inheritdoc />
    public void Announce(Guid transactionId)
    {
        if (_waiters.TryRemove(transactionId, out var waiter))
            waiter.TrySetResult();
    }

    /// <inheritdoc />
    public Task WaitAsync(Guid transactionId, CancellationToken cancellationToken) =>
        _waiters.GetOrAdd(transactionId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
}
