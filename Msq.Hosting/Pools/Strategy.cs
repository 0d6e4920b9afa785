namespace Msq.Hosting.Pools;

/// <summary>How a relayer is chosen among those that can take an attempt.</summary>
public enum Strategy
{
    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The one with the fewest open transactions of ours.</summary>
    LeastLoad,
}

/// <summary>Strategies as the pool file writes them.</summary>
public static class StrategyWord
{
    private const string RoundRobin = "round-robin";
    private const string LeastLoad = "least-load";

    /// <summary>All words; the first is the default.</summary>
    public static string[] All { get; } = [RoundRobin, LeastLoad];

    /// <summary>The strategy's word.</summary>
    public static string Word(this Strategy strategy) => strategy == Strategy.LeastLoad ? LeastLoad : RoundRobin;

    /// <summary>The strategy that one of <see cref="All"/> stands for.</summary>
    public static Strategy Of(string word) => word == LeastLoad ? Strategy.LeastLoad : Strategy.RoundRobin;
}
