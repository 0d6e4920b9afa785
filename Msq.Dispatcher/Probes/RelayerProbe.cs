using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Probes;

/// <summary>Looks at every relayer every two seconds, at its balance every ten, and tells the trackers, which route by it.</summary>
internal sealed class RelayerProbe(PoolFile pools, IServiceScopeFactory scopes, IBus bus, TimeProvider time, ILogger<RelayerProbe> logger) : BackgroundService
{
    private const int LooksPerBalance = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _hints = [];

    /// <summary>Looks at a relayer before its turn. Returns at once.</summary>
    public void LookNow(string relayerId)
    {
        if (_hints.TryGetValue(relayerId, out var hint) && hint.CurrentCount == 0)
            hint.Release();
    }

    // Each in a loop of its own: one that hangs must not hold up what is seen of the others.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var probing = new Dictionary<string, Task>();
        using var timer = new PeriodicTimer(Interval);
        do
        {
            foreach (var relayer in pools.Pools.SelectMany(pool => pool.Relayers))
            {
                if (!probing.TryGetValue(relayer.Id, out var loop) || loop.IsCompleted)
                    probing[relayer.Id] = KeepProbingAsync(relayer, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Until its entry in the file is another one, or gone.
    private async Task KeepProbingAsync(Relayer relayer, CancellationToken stoppingToken)
    {
        var steadiness = new Steadiness();
        var hint = _hints.GetOrAdd(relayer.Id, _ => new SemaphoreSlim(0));
        // A fault of the balance holds until the balance is looked at again.
        Sight? poor = null;
        // A balance that was not told is asked for again at once: by the time of its turn the looks in between would have covered it up.
        var isOwed = false;
        for (var looks = 0; pools.Lists(relayer.Id) && pools.Relayer(relayer.Id) == relayer; looks++)
        {
            var withBalance = isOwed || looks % LooksPerBalance == 0;
            var sight = await LookAsync(relayer, withBalance, stoppingToken);
            isOwed = withBalance && sight is { Address: not null, IsSilence: true };
            if (withBalance)
                poor = sight is { Fault: not null, Balance: not null } ? sight : null;
            else if (sight.Fault is null && poor is not null)
                sight = poor with { Balance = null };
            if (steadiness.TrySettle(sight.Fault, sight.IsSilence, out var fault))
                await TellAsync(relayer, sight, fault, stoppingToken);
            await hint.WaitAsync(Interval, stoppingToken);
        }
    }

    private async Task<Sight> LookAsync(Relayer relayer, bool withBalance, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<RelayerLook>().TakeAsync(relayer, pools.PoolOf(relayer.Id)?.MinBalance, withBalance, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it answers, the next look comes.
            return new Sight(null, null, $"what it answers cannot be read: {exception.Message}", IsSilence: true);
        }
    }

    private async Task TellAsync(Relayer relayer, Sight sight, string? fault, CancellationToken stoppingToken)
    {
        var seen = new RelayerObserved(
            relayer.Id, $"{relayer.Url.Authority}/{relayer.RelayerId}", sight.Address, fault is null, fault, sight.Balance?.ToString(CultureInfo.InvariantCulture), time.GetUtcNow());
        try
        {
            await bus.SendAllAsync(Queues.Relayers, [seen], stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("What was seen of {Relayer} could not be told: {Reason}", relayer.Id, exception.Message);
        }
    }
}
