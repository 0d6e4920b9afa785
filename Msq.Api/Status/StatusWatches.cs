using System.Threading.Channels;
using Msq.Storage;

namespace Msq.Api.Status;

/// <summary>
/// Looks at the transactions that somebody in this process waits for: at what the feed announces at once, and at all of them every second, because the feed may lose
/// announcements. One look serves all who wait, so a thousand of them cost the database hardly more than one.
/// </summary>
internal sealed class StatusWatches(IStatusFeed feed, IServiceScopeFactory scopes, TimeProvider time, ILogger<StatusWatches> logger) : BackgroundService
{
    private const int MostInAStatement = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<StatusWatch>> _watches = [];
    private readonly Channel<Guid> _due = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Begins to wait. The transaction is looked at at once, so that nothing is missed that happened since the caller has read it.</summary>
    public StatusWatch Open(Guid id)
    {
        var watch = new StatusWatch(id, Close);
        lock (_gate)
        {
            if (!_watches.TryGetValue(id, out var others))
                _watches[id] = others = [];
            others.Add(watch);
        }

        _due.Writer.TryWrite(id);
        return watch;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = feed.Listen(Hear);
        await Task.WhenAll(TickAsync(stoppingToken), LookAsync(stoppingToken));
    }

    private void Close(StatusWatch watch)
    {
        lock (_gate)
        {
            if (_watches.TryGetValue(watch.Id, out var others) && others.Remove(watch) && others.Count == 0)
                _watches.Remove(watch.Id);
        }
    }

    private void Hear(Guid id)
    {
        lock (_gate)
        {
            if (_watches.ContainsKey(id))
                _due.Writer.TryWrite(id);
        }
    }

    private async Task TickAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            lock (_gate)
            {
                foreach (var id in _watches.Keys)
                    _due.Writer.TryWrite(id);
            }
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var due = new HashSet<Guid>();
        while (await _due.Reader.WaitToReadAsync(stoppingToken))
        {
            // Whatever came while the last look was under way is one look together.
            while (_due.Reader.TryRead(out var id))
                due.Add(id);
            foreach (var ids in due.Chunk(MostInAStatement))
                await LookAsync(ids, stoppingToken);
            due.Clear();
        }
    }

    private async Task LookAsync(IReadOnlyList<Guid> ids, CancellationToken stoppingToken)
    {
        // Taken before the read: who comes later wants to know what is read later.
        var watches = Watches(ids);
        if (watches.Count == 0)
            return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var reading = scope.ServiceProvider.GetRequiredService<TransactionReading>();
            var states = await reading.StatesAsync([.. watches.Select(watch => watch.Id).Distinct()], stoppingToken);
            foreach (var watch in watches)
            {
                if (states.TryGetValue(watch.Id, out var state))
                    watch.Show(state);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning("{Count} waiting requests cannot be told what became of their transactions: {Reason}", watches.Count, exception.GetBaseException().Message);
            foreach (var watch in watches)
                watch.Fail(exception);
        }
    }

    private List<StatusWatch> Watches(IReadOnlyList<Guid> ids)
    {
        lock (_gate)
            return [.. ids.SelectMany(id => _watches.GetValueOrDefault(id) ?? [])];
    }
}
