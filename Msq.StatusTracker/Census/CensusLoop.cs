using System.Globalization;
using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Chain;
using Msq.StatusTracker.Routing;
using Msq.Storage;
using Msq.Storage.Relayers;
using Msq.Storage.Sagas;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Census;

/// <summary>Counts what is open, and how the relayers stand, every ten seconds.</summary>
internal sealed class CensusLoop(
    CensusGauges gauges, IServiceScopeFactory scopes, PoolFile pools, ClientFile clients, NonceGaps nonces, TimeProvider time, ILogger<CensusLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // The ends, which nobody counts here, are the others.
    private static readonly string[] OpenStatuses = [.. TransactionStatus.All.Where(status => !TransactionStatus.IsEnd(status))];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Alarm.Announce();
        foreach (var pool in pools.Pools)
            StatusMeasures.Announce(pool.Name);

        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                gauges.Show(await TakeAsync(stoppingToken));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                gauges.Show(null);
                logger.LogWarning("What is open cannot be counted: {Reason}", exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<CensusFigures> TakeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        var open = await OpenCount.ReadAllAsync(db, cancellationToken);
        var due = await db.Transactions.AsNoTracking().Where(x => x.NextActionAt < now).MinAsync(x => x.NextActionAt, cancellationToken);
        return new CensusFigures(now, [.. pools.Pools.SelectMany(pool => WithEmpty(pool, open, now))], due, await RelayersAsync(db, now, cancellationToken),
            await EndpointCensus.TakeAsync(db, clients, now, cancellationToken));
    }

    private static IEnumerable<OpenCount> WithEmpty(Pool pool, List<OpenCount> open, DateTime now) => OpenStatuses.Select(status =>
        open.Find(count => count.Pool == pool.Name && count.Status == status) ?? new OpenCount(pool.Name, status, 0, now));

    private async Task<IReadOnlyList<RelayerFigures>> RelayersAsync(MsqDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var rows = await db.Relayers.AsNoTracking().ToDictionaryAsync(row => row.Id, cancellationToken);
        var loads = await db.Transactions.AsNoTracking()
            .Where(x => BoardRefresh.OpenStates.Contains(x.CurrentState) && x.Relayer != null)
            .GroupBy(x => x.Relayer!)
            .Select(group => new
            {
                Relayer = group.Key,
                Count = group.Count(),
                InDoubt = group.Sum(x => x.CurrentState == "InDoubt" ? 1 : 0),
                Unresolved = group.Sum(x => x.Unresolved != null ? 1 : 0),
                Highest = group.Max(x => x.Nonce),
            })
            .ToDictionaryAsync(load => load.Relayer, cancellationToken);
        return [.. pools.Pools.SelectMany(pool => pool.Relayers.Select(relayer =>
        {
            var (row, load) = (rows.GetValueOrDefault(relayer.Id), loads.GetValueOrDefault(relayer.Id));
            return new RelayerFigures(
                pool.Name, relayer.Id, row is { Healthy: true } && row.ObservedAt > now - RelayerRow.Freshness, row is not null && row.State != OperatorState.Active, row?.GapSince is not null,
                row?.Balance is { } balance ? (double)BigInteger.Parse(balance, CultureInfo.InvariantCulture) : null, (double)(pool.MinBalance ?? 0),
                load?.Count ?? 0, relayer.MaxPending, load?.InDoubt ?? 0, load?.Unresolved ?? 0, load?.Highest, row?.Address is { } address ? nonces.Next(address) : null);
        }))];
    }
}
