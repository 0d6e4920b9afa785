using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Msq.Storage;

namespace Msq.StatusTracker.Chain;

/// <summary>Shows how far this process has followed each chain.</summary>
internal sealed class ChainGauges : IDisposable
{
    private readonly Meter _meter = new(MsqTelemetry.Name);
    private readonly ConcurrentDictionary<string, Standing> _standings = [];

    public ChainGauges()
    {
        OfPools("msq.chain.height", null, "The last height that was read", standing => standing.Height);
        OfPools("msq.chain.head", null, "The node's highest block", standing => standing.Head);
        OfPools("msq.chain.lag", "blocks", "Blocks that are there and were not read", standing => Math.Max(0, (double)standing.Head - standing.Height));
        OfPools("msq.chain.followed.timestamp", "s", "When the chain was followed last without a fault (Unix time)", standing => standing.At.ToUnixTimeSeconds());
    }

    /// <summary>Shows where a pool's chain and its watcher stand.</summary>
    public void Show(string pool, ulong height, ulong head, DateTimeOffset at) => _standings[pool] = new Standing(height, head, at);

    public void Dispose() => _meter.Dispose();

    private void OfPools(string name, string? unit, string description, Func<Standing, double> value) => _meter.CreateObservableGauge(
        name, () => _standings.Select(entry => new Measurement<double>(value(entry.Value), new KeyValuePair<string, object?>("pool", entry.Key))), unit, description);

    private sealed record Standing(ulong Height, ulong Head, DateTimeOffset At);
}
