namespace Msq.Storage.Commits;

/// <summary>How much shares a commit, and how many commits there are at a time.</summary>
/// <param name="Most">The most that share a commit.</param>
/// <param name="AtOnce">The most commits at a time.</param>
internal sealed record CommitLimits(int Most, int AtOnce)
{
    /// <summary>For a server, where a commit waits for a disk.</summary>
    public static CommitLimits Server { get; } = new(32, Math.Clamp(Environment.ProcessorCount, 2, 8));

    /// <summary>For SQLite, which has one writer at a time: what takes long keeps everybody else out, and those poll.</summary>
    public static CommitLimits File { get; } = new(1, 16);
}
