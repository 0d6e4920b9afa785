using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Msq.Hosting.Bus;

namespace Msq.Api.Operations;

/// <summary>
/// Tells operators every two seconds how everything stands. However many listen in this process, there is one look for all of them, and none while nobody listens.
/// </summary>
internal sealed class OperationsFeed(IServiceScopeFactory scopes, ErrorQueues errors, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<OperationsFeed> logger) : BackgroundService
{
    /// <summary>How many may listen to one process.</summary>
    public const int MostListeners = 50;

    private const int LooksForEachQuestionToTheBroker = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Whoever listens comes again with its key, which may have been taken from it.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<Channel<OperationsView?>> _listeners = [];
    private TaskCompletionSource _somebody = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to listen.</summary>
    /// <returns>What is told, for ten minutes at most; null when too many listen already.</returns>
    public IAsyncEnumerable<SseItem<object>>? Listen(CancellationToken cancellationToken)
    {
        // Who is slow gets the newest.
        var channel = Channel.CreateBounded<OperationsView?>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners)
                return null;
            _listeners.Add(channel);
            _somebody.TrySetResult();
        }

        // Not by the enumerator: who is gone before the answer begins never starts it.
        cancellationToken.Register(() => Leave(channel));
        return ReadAsync(channel, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IReadOnlyList<ErrorQueueCount>? counts = null;
        for (var look = 0; !stoppingToken.IsCancellationRequested; look++)
        {
            if (await IdleAsync(stoppingToken))
                look = 0;
            if (look % LooksForEachQuestionToTheBroker == 0)
                counts = await TryAsync(() => errors.CountAsync(stoppingToken), stoppingToken);
            Tell(await TryAsync(() => LookAsync(counts, stoppingToken), stoppingToken));
            await Task.Delay(Interval, stoppingToken);
        }
    }

    private async IAsyncEnumerable<SseItem<object>> ReadAsync(Channel<OperationsView?> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        over.CancelAfter(Longest);
        try
        {
            while (true)
            {
                OperationsView? view;
                try
                {
                    view = await channel.Reader.ReadAsync(over.Token);
                }
                catch (OperationCanceledException)
                {
                    yield break;
                }

                yield return view is null ? new SseItem<object>(new OperationsAway(time.GetUtcNow().UtcDateTime), "away") : new SseItem<object>(view, "state");
            }
        }
        finally
        {
            Leave(channel);
        }
    }

    private void Leave(Channel<OperationsView?> channel)
    {
        lock (_gate)
        {
            _listeners.Remove(channel);
            if (_listeners.Count == 0 && _somebody.Task.IsCompleted)
                _somebody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    // Whether it had to wait for somebody to listen.
    private async Task<bool> IdleAsync(CancellationToken stoppingToken)
    {
        Task somebody;
        lock (_gate)
            somebody = _somebody.Task;
        if (somebody.IsCompleted)
            return false;
        await somebody.WaitAsync(stoppingToken);
        return true;
    }

    private void Tell(OperationsView? view)
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
                listener.Writer.TryWrite(view);
        }
    }

    private async Task<OperationsView> LookAsync(IReadOnlyList<ErrorQueueCount>? counts, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OperationsLook>().TakeAsync(counts, stoppingToken);
    }

    private async Task<T?> TryAsync<T>(Func<Task<T>> ask, CancellationToken stoppingToken) where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning("Operators cannot be told how everything stands: {Reason}", exception.Message);
            return null;
        }
    }
}
