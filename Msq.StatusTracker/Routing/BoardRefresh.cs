using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Msq.StatusTracker.Doubt;
using Msq.StatusTracker.Transactions;
using Msq.Storage;
using Msq.Storage.Relayers;

namespace Msq.StatusTracker.Routing;

/// <summary>Reads the board's facts from the database about every second, calls forward those that wait for a relayer, and has doubts looked at whose relayer is back.</summary>
internal sealed class BoardRefresh(
    RelayerBoard board, WaitingLine line, ReturnedRelayers relayers, IServiceScopeFactory scopes, TimeProvider time, ILogger<BoardRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The states in which a relayer may be at work on an attempt.</summary>
    public static readonly string[] OpenStates =
        [nameof(TransactionStateMachine.Dispatching), nameof(TransactionStateMachine.InDoubt), nameof(TransactionStateMachine.Submitted)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = BoardState.Empty;
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                var (before, now) = (known, await ReadAsync(stoppingToken));
                board.Update(known = now);
                await WakeAsync([.. now.Addresses.Keys.Except(before.Addresses.Keys)], stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // With no fresh facts nothing new is routed; what is open goes on.
                board.Update(known = BoardState.Empty);
                logger.LogWarning("The relayers' state cannot be read: {Reason}", exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Whom a lost message leaves behind, the sweep finds.
    private async Task WakeAsync(IReadOnlyList<string> returned, CancellationToken stoppingToken)
    {
        try
        {
            await line.AdvanceAsync(stoppingToken);
            await relayers.LookAsync(returned, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning("Those that wait for a relayer cannot be called forward: {Reason}", exception.Message);
        }
    }

    private async Task<BoardState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var since = time.GetUtcNow().UtcDateTime - RelayerRow.Freshness;
        var addresses = await db.Relayers.AsNoTracking()
            .Where(x => x.Healthy && x.State == OperatorState.Active && x.GapSince == null && x.Address != null && x.ObservedAt > since)
            .ToDictionaryAsync(x => x.Id, x => x.Address!, cancellationToken);
        var open = await db.Transactions.AsNoTracking()
            .Where(x => OpenStates.Contains(x.CurrentState) && x.Relayer != null)
            .GroupBy(x => x.Relayer!)
            .Select(group => new { Relayer = group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        var chains = await db.ChainCursors.AsNoTracking().Select(x => x.ChainId).ToListAsync(cancellationToken);
        return new BoardState(
            addresses, new ConcurrentDictionary<string, int>(open.Select(x => KeyValuePair.Create(x.Relayer, x.Count))), chains.ToHashSet());
    }
}
