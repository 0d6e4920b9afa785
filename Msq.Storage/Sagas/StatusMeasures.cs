using System.Diagnostics.Metrics;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>Counts and times the changes of transactions' statuses, once they are committed.</summary>
public static class StatusMeasures
{
    private static readonly Counter<long> Ended = MsqTelemetry.Meter.CreateCounter<long>("msq.transactions", description: "Transactions that are over, by how they ended");

    private static readonly Histogram<double> Stage = MsqTelemetry.Meter.CreateHistogram(
        "msq.stage.duration", "s", "How long transactions stood in a status before the next one", tags: null, MsqTelemetry.Seconds);

    private static readonly Histogram<double> Whole = MsqTelemetry.Meter.CreateHistogram(
        "msq.transaction.duration", "s", "From the acceptance of a transaction to its end", tags: null, MsqTelemetry.Seconds);

    /// <summary>Shows a pool before anything of it has ended: what has never been counted has no rate.</summary>
    public static void Announce(string pool)
    {
        foreach (var status in TransactionStatus.All.Where(TransactionStatus.IsEnd))
            Ended.Add(0, new("pool", pool), new("outcome", status));
    }

    internal static void Record(Transaction row, string before, TimeSpan stood)
    {
        Stage.Record(stood.TotalSeconds, new("pool", row.Pool), new("stage", before));
        // An end that the chain overrides was counted before.
        if (!TransactionStatus.IsEnd(row.Status) || TransactionStatus.IsEnd(before))
            return;
        Ended.Add(1, new("pool", row.Pool), new("outcome", row.Status));
        Whole.Record((row.UpdatedAt - row.CreatedAt).TotalSeconds, new("pool", row.Pool), new("outcome", row.Status));
    }
}
