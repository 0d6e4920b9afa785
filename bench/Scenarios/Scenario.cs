using Msq.Bench.Report;

namespace Msq.Bench.Scenarios;

/// <summary>Something that is measured.</summary>
internal abstract class Scenario
{
    public static IReadOnlyList<Scenario> All { get; } = [new ScalingScenario(), new LongPollScenario()];

    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Measures.</summary>
    public abstract Task<FigureTable> RunAsync(bool isQuick, CancellationToken cancellationToken);
}
