using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>Something that is measured.</summary>
internal abstract class Scenario
{
    /// <summary>All, in an order in which none leaves the next one anything to do; first what is set against the limits most directly, since the machine changes meanwhile.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
        [new ThroughputScenario(), new AcceptScenario(), new LatencyScenario(), new ReadScenario(), new WaitingScenario(), new ScalingScenario(), new GrowthScenario()];

    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Measures.</summary>
    public abstract Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken);
}

/// <summary>What scenarios work with.</summary>
/// <param name="Stack">Msq.</param>
/// <param name="Limits">What the machine can do at best, measured just before.</param>
/// <param name="IsQuick">Smaller figures.</param>
internal sealed record BenchRun(BenchStack Stack, RawLimits Limits, bool IsQuick);
