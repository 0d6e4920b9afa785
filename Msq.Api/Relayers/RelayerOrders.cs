using Microsoft.EntityFrameworkCore;
using Msq.Hosting;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Relayers;

namespace Msq.Api.Relayers;

/// <summary>Writes down what operators want of relayers. Trackers read it about every second; nobody else writes it.</summary>
internal sealed class RelayerOrders(MsqDbContext db, TimeProvider time, ILogger<RelayerOrders> logger)
{
    /// <summary>Writes it down.</summary>
    /// <param name="relayer">A relayer of the pool file.</param>
    /// <param name="state">One of <see cref="OperatorState"/>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task SetAsync(string relayer, string state, string? reason, string by, CancellationToken cancellationToken)
    {
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        if (!await TryUpdateAsync(relayer, state, reason, by, now, cancellationToken) && !await TryInsertAsync(relayer, state, reason, by, now, cancellationToken))
            await TryUpdateAsync(relayer, state, reason, by, now, cancellationToken);
        logger.LogInformation("Relayer {Relayer} is {State} by order of {By}: {Reason}", relayer, state, by, reason ?? "no reason given");
    }

    private async Task<bool> TryUpdateAsync(string relayer, string state, string? reason, string by, DateTime now, CancellationToken cancellationToken) =>
        await db.Relayers.Where(x => x.Id == relayer).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.State, state).SetProperty(row => row.StateReason, reason).SetProperty(row => row.StateBy, by).SetProperty(row => row.StateSince, now),
            cancellationToken) == 1;

    // It may be wanted before a dispatcher has ever seen the relayer.
    private async Task<bool> TryInsertAsync(string relayer, string state, string? reason, string by, DateTime now, CancellationToken cancellationToken)
    {
        db.Relayers.Add(new RelayerRow
        {
            Id = relayer,
            State = state,
            StateReason = reason,
            StateBy = by,
            StateSince = now,
            Reason = "no dispatcher has seen it yet",
            ObservedAt = DateTime.UnixEpoch,
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (DatabaseTrouble.IsDuplicate(exception))
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
