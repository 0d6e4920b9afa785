namespace Msq.Hosting.OzRelayer;

/// <summary>How much a transaction may pay for haste, in OZ Relayer's words.</summary>
public static class Speed
{
    /// <summary>What a request without one has.</summary>
    public const string Default = "average";

    /// <summary>All of them, the dearest first.</summary>
    public static IReadOnlyList<string> All { get; } = ["fastest", "fast", Default, "safeLow"];
}
