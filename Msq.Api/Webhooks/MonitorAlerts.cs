using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Monitoring;

namespace Msq.Api.Webhooks;

/// <summary>Keeps what each monitor said last: as many rows as there are monitors.</summary>
internal sealed class MonitorAlerts(MsqDbContext db, TimeProvider time, ILogger<MonitorAlerts> logger)
{
    private static readonly Counter<long> Received = MsqTelemetry.Meter.CreateCounter<long>("msq.monitor.alerts", description: "Alerts of OZ Monitor");

    private static readonly Gauge<double> LastReceived = MsqTelemetry.Meter.CreateGauge<double>(
        "msq.monitor.alert.received.timestamp", "s", "When OZ Monitor last sent this process an alert (Unix time)");

    /// <summary>Takes one. OZ Monitor may send it again: of the newest it is noticed.</summary>
    public async Task TakeAsync(string pool, string monitor, string hash, string from, CancellationToken cancellationToken)
    {
        var now = Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        LastReceived.Record((now - DateTime.UnixEpoch).TotalSeconds, new KeyValuePair<string, object?>("pool", pool));
        if (await db.MonitorAlerts.AnyAsync(x => x.Pool == pool && x.Monitor == monitor && x.TransactionHash == hash, cancellationToken))
            return;
        if (!await TryUpdateAsync(pool, monitor, hash, from, now, cancellationToken) && !await TryInsertAsync(pool, monitor, hash, from, now, cancellationToken))
            await TryUpdateAsync(pool, monitor, hash, from, now, cancellationToken);
        Received.Add(1, new KeyValuePair<string, object?>("pool", pool));
        logger.LogWarning("OZ Monitor, {Pool}: {Monitor}, transaction {Hash} of {Sender}", pool, monitor, hash, from);
    }

    private async Task<bool> TryUpdateAsync(string pool, string monitor, string hash, string from, DateTime now, CancellationToken cancellationToken) =>
        await db.MonitorAlerts.Where(x => x.Pool == pool && x.Monitor == monitor).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.TransactionHash, hash).SetProperty(row => row.From, from).SetProperty(row => row.ReceivedAt, now).SetProperty(row => row.Count, row => row.Count + 1),
            cancellationToken) == 1;

    private async Task<bool> TryInsertAsync(string pool, string monitor, string hash, string from, DateTime now, CancellationToken cancellationToken)
    {
        db.MonitorAlerts.Add(new MonitorAlert { Pool = pool, Monitor = monitor, TransactionHash = hash, From = from, Count = 1, ReceivedAt = now });
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
