using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Msq.Storage;

/// <summary>Where spans and measurements of Msq's own come from. While nobody listens they cost next to nothing.</summary>
public static class MsqTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Msq";

    /// <summary>The attribute that names the transaction of a span.</summary>
    public const string TransactionId = "msq.transaction_id";

    /// <summary>Spans.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Counters and histograms. Gauges belong to what they show, and have a meter of their own by the same name.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>For spans of seconds, up to the hours that a transaction may take on a busy chain.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200],
    };

    /// <summary>The span that is under way, for others to go on with (W3C <c>traceparent</c>); null when nobody records it.</summary>
    public static string? Traceparent => Activity.Current is { Recorded: true } activity ? activity.Id : null;
}
