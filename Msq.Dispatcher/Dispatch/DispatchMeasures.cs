using System.Diagnostics.Metrics;
using Msq.Storage;

namespace Msq.Dispatcher.Dispatch;

/// <summary>Counts what came of attempts, and times the POSTs.</summary>
internal static class DispatchMeasures
{
    private static readonly Counter<long> Outcomes = MsqTelemetry.Meter.CreateCounter<long>("msq.dispatch.outcomes", description: "What came of attempts");

    private static readonly Histogram<double> Posts = MsqTelemetry.Meter.CreateHistogram(
        "msq.dispatch.post.duration", "s", "From the first byte of a POST to the relayer's answer, or to its deadline", tags: null, MsqTelemetry.Seconds);

    /// <summary>Counts an outcome.</summary>
    public static void Count(string? pool, string relayer, string outcome) =>
        Outcomes.Add(1, new("pool", pool), new("relayer", relayer), new("outcome", outcome));

    /// <summary>Notes how long a POST took.</summary>
    public static void Time(string pool, string relayer, TimeSpan took) => Posts.Record(took.TotalSeconds, new("pool", pool), new("relayer", relayer));
}
