using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Local;

namespace Msq.Bench.Scenarios;

/// <summary>
/// How many transactions go all the way, from the POST to <c>confirmed</c> in the database, when they are submitted as fast as they are accepted; how many wait meanwhile; and what each costs.
/// </summary>
internal sealed class ThroughputScenario : Scenario
{
    public override string Name => "throughput";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await Throughput.SendAsync(run.Stack, run.IsQuick ? 50 : 1000, Development.ApiKey, null, cancellationToken);
        var backlog = new FigureTable("Transactions over time", ["second", "accepted", "at the relayer", "confirmed", "on their way"]);
        var sent = await Throughput.MeasureAsync(run.Stack, run.IsQuick ? 200 : 20_000, Development.ApiKey, backlog, cancellationToken);

        var (count, costs) = (sent.Transactions, sent.Costs);
        var table = new FigureTable("From the POST to confirmed", ["figure", "value"]);
        table.Add("transactions", count);
        table.Add("transactions/s", sent.PerSecond);
        table.Add("messages per transaction", sent.MessagesForEach);
        table.Add("commits per transaction", sent.CommitsForEach);
        table.Add("database round trips per transaction", costs.Processes.Sum(process => process.RoundTrips) / count);
        table.Add("database statements per transaction", costs.Statements / count);
        table.Add("raw limit by messages, transactions/s", run.Limits.Messages / sent.MessagesForEach);
        table.Add("raw limit by commits, transactions/s", run.Limits.Commits / sent.CommitsForEach);
        table.Add("% of the lower limit", run.Limits.Of(sent.MessagesForEach, sent.CommitsForEach).Share(sent.PerSecond));

        var processes = new FigureTable("What a transaction costs", ["process", "CPU, ms", "database round trips", "allocated, KB", "resident, MB"]);
        foreach (var process in costs.Processes)
            processes.Add(process.Name, process.CpuMilliseconds / count, process.RoundTrips / count, process.AllocatedBytes / count / 1024, process.ResidentBytes / 1024 / 1024);
        return [table, processes, backlog];
    }
}
