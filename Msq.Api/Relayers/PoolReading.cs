using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Relayers;

namespace Msq.Api.Relayers;

/// <summary>Reads how the pools stand.</summary>
internal sealed class PoolReading(MsqDbContext db, PoolFile pools, TimeProvider time)
{
    /// <summary>The states in which a relayer may be at work on an attempt.</summary>
    public static readonly string[] OpenStates = ["Dispatching", "InDoubt", "Submitted"];

    /// <summary>All pools.</summary>
    public async Task<PoolsView> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Relayers.AsNoTracking().ToDictionaryAsync(row => row.Id, cancellationToken);
        var heights = await db.ChainCursors.AsNoTracking().ToDictionaryAsync(cursor => cursor.ChainId, cursor => cursor.Height, cancellationToken);
        var loads = (await db.Transactions.AsNoTracking()
            .Where(x => OpenStates.Contains(x.CurrentState) && x.Relayer != null)
            .GroupBy(x => new { x.Relayer, x.CurrentState, IsClaimed = x.ClaimedAt != null })
            .Select(group => new { group.Key.Relayer, group.Key.CurrentState, group.Key.IsClaimed, Count = group.Count() })
            .ToListAsync(cancellationToken)).ToLookup(load => load.Relayer!);
        var alerts = (await db.MonitorAlerts.AsNoTracking().OrderByDescending(alert => alert.ReceivedAt).ToListAsync(cancellationToken)).ToLookup(alert => alert.Pool);
        return new PoolsView([.. pools.Pools.Select(pool => new PoolView(
            pool.Name, pool.ChainId, pool.Strategy.Word(), heights.TryGetValue(pool.ChainId, out var height) ? height : null,
            [.. pool.Relayers.Select(relayer => View(
                relayer, rows.GetValueOrDefault(relayer.Id), loads[relayer.Id].Sum(load => load.Count),
                loads[relayer.Id].Where(load => load is { CurrentState: "Dispatching", IsClaimed: false }).Sum(load => load.Count),
                loads[relayer.Id].Where(load => load.CurrentState == "InDoubt").Sum(load => load.Count)))],
            [.. alerts[pool.Name].Select(alert => new AlertView(alert.Monitor, alert.TransactionHash, alert.From, alert.Count, alert.ReceivedAt))]))]);
    }

    private RelayerView View(Relayer relayer, RelayerRow? row, int open, int waiting, int inDoubt)
    {
        var state = row?.State ?? OperatorState.Active;
        return new RelayerView(
            relayer.Id, state, row?.StateReason, row?.StateSince, row?.StateBy, state == OperatorState.Draining && open == 0, Health(row), row?.Reason, row?.GapSince,
            row?.Address, row?.Balance, open, waiting, inDoubt, relayer.MaxPending, relayer.Weight, row?.ObservedAt);
    }

    private string Health(RelayerRow? row) => row switch
    {
        null => "unknown",
        _ when row.ObservedAt <= time.GetUtcNow().UtcDateTime - RelayerRow.Freshness => "unknown",
        { GapSince: not null } => "gapped",
        { Healthy: true } => "healthy",
        _ when row.Reason?.StartsWith("misconfigured", StringComparison.Ordinal) == true => "misconfigured",
        _ => "unhealthy",
    };
}
