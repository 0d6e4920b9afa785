namespace Msq.Bench.Report;

/// <summary>How long calls took.</summary>
internal static class Latencies
{
    /// <summary>The time within which that share of the calls was over, in milliseconds.</summary>
    public static double Quantile(IEnumerable<TimeSpan> times, double share)
    {
        var ordered = times.Select(time => time.TotalMilliseconds).Order().ToList();
        return ordered[Math.Min(ordered.Count - 1, (int)(ordered.Count * share))];
    }

    public static double Median(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
