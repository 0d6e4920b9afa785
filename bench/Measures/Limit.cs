namespace Msq.Bench.Measures;

/// <summary>The most that there can be of something.</summary>
/// <param name="Name">What sets it.</param>
/// <param name="PerSecond">How much.</param>
internal sealed record Limit(string Name, double PerSecond)
{
    /// <summary>The lower of two: the one that is reached first.</summary>
    public static Limit Lower(Limit one, Limit other) => one.PerSecond <= other.PerSecond ? one : other;

    /// <summary>What part of it was reached, in percent.</summary>
    public double Share(double perSecond) => 100 * perSecond / PerSecond;
}
