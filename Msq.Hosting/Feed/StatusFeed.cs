using System.Collections.Concurrent;
using Msq.Storage;

namespace Msq.Hosting.Feed;

/// <summary>Announces changes to the listeners of this process.</summary>
public sealed class StatusFeed : IStatusFeed
{
    private readonly ConcurrentDictionary<Listener, Action<Guid>> _listeners = [];

    /// <inheritdoc />
    public void Announce(Guid transactionId)
    {
        foreach (var heard in _listeners.Values)
            heard(transactionId);
    }

    /// <inheritdoc />
    public IDisposable Listen(Action<Guid> heard)
    {
        var listener = new Listener(_listeners);
        _listeners[listener] = heard;
        return listener;
    }

    private sealed class Listener(ConcurrentDictionary<Listener, Action<Guid>> listeners) : IDisposable
    {
        public void Dispose() => listeners.TryRemove(this, out _);
    }
}
