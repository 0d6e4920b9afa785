namespace Msq.Storage.Relayers;

/// <summary>What an operator wants of a relayer. Kept until another operator wants something else.</summary>
public static class OperatorState
{
    /// <summary>It takes work.</summary>
    public const string Active = "active";

    /// <summary>It gets no new work, until further notice.</summary>
    public const string Paused = "paused";

    /// <summary>It gets no new work, so that it can be taken away once nothing of it is open.</summary>
    public const string Draining = "draining";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, Paused, Draining];
}
