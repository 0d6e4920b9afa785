namespace Msq.Bench.Measures;

/// <summary>What has been used since something began.</summary>
/// <param name="Processes">By process.</param>
/// <param name="Commits">Database transactions that wrote.</param>
/// <param name="Statements">Statements that the database executed.</param>
/// <param name="Messages">Messages published to the broker.</param>
internal sealed record Costs(IReadOnlyList<ProcessCosts> Processes, double Commits, double Statements, double Messages)
{
    /// <summary>What came on top since another reading.</summary>
    public Costs Since(Costs earlier) => new(
        [.. Processes.Select(process => process.Since(earlier.Processes.FirstOrDefault(before => before.Name == process.Name)))],
        Commits - earlier.Commits, Statements - earlier.Statements, Messages - earlier.Messages);
}

/// <summary>What a process has used.</summary>
/// <param name="Name">The process; several of a kind are one.</param>
/// <param name="CpuMilliseconds">On all processors.</param>
/// <param name="AllocatedBytes">On the managed heap; 0 where there is none.</param>
/// <param name="RoundTrips">Exchanges with the database.</param>
/// <param name="ResidentBytes">In memory at the end.</param>
internal sealed record ProcessCosts(string Name, double CpuMilliseconds, double AllocatedBytes, double RoundTrips, double ResidentBytes)
{
    public ProcessCosts Since(ProcessCosts? earlier) => earlier is null
        ? this
        : this with
        {
            CpuMilliseconds = CpuMilliseconds - earlier.CpuMilliseconds,
            AllocatedBytes = AllocatedBytes - earlier.AllocatedBytes,
            RoundTrips = RoundTrips - earlier.RoundTrips,
        };
}
