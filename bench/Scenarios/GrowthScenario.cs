using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>Whether what is over slows down what goes on: the same figures with more and more history. Each beside the limits measured just before it, since the machine changes too.</summary>
internal sealed class GrowthScenario : Scenario
{
    private const int Connections = 8;

    public override string Name => "growth";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var (stack, rounds) = (run.Stack, run.IsQuick ? 1 : 5);
        var table = new FigureTable(
            $"With history, medians of {rounds}", ["ended transactions", "raw commits/s", "accept p50, ms", "status p50, ms", "to confirmed, /s", "% of raw commits"]);
        var history = new History(stack);
        await Throughput.SendAsync(stack, run.IsQuick ? 50 : 500, Msq.Local.Development.ApiKey, null, cancellationToken);
        foreach (var size in run.IsQuick ? new[] { 1000 } : [0, 100_000, 2_000_000])
        {
            await history.GrowAsync(size, cancellationToken);
            var figures = new List<(double Commits, double Accept, double Status, double Rate)>();
            for (var round = 0; round < rounds; round++)
                figures.Add(await MeasureAsync(run, cancellationToken));
            var commits = Latencies.Median(figures.Select(x => x.Commits));
            var rate = Latencies.Median(figures.Select(x => x.Rate));
            table.Add(size, commits, Latencies.Median(figures.Select(x => x.Accept)), Latencies.Median(figures.Select(x => x.Status)), rate, 100 * rate / commits);
        }

        return [table];
    }

    private static async Task<(double Commits, double Accept, double Status, double Rate)> MeasureAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var stack = run.Stack;
        var limits = await RawLimits.MeasureAsync(stack.BrokerUrl, stack.DatabaseConnection, TimeSpan.FromSeconds(run.IsQuick ? 0.3 : 3), cancellationToken);
        var reads = run.IsQuick ? 20 : 500;
        using var http = stack.CreateClient(Connections);
        var accept = await Load.PaceAsync(Connections, 50, run.IsQuick ? 20 : 500, i => http.SubmitAsync(BenchStack.StillPool, i, cancellationToken), cancellationToken);
        await stack.ClearStillPoolAsync(cancellationToken);
        var ids = await stack.SubmitAsync(reads, BenchStack.StillPool, cancellationToken);
        await stack.ClearStillPoolAsync(cancellationToken);
        var status = await Load.PaceAsync(Connections, 50, reads, i => http.GetStringAsync($"/api/v1/relay/status/{ids[i]}", cancellationToken), cancellationToken);
        var rate = await Throughput.SendAsync(stack, run.IsQuick ? 30 : 2000, Msq.Local.Development.ApiKey, null, cancellationToken);
        return (limits.Commits, Latencies.Quantile(accept, 0.5), Latencies.Quantile(status, 0.5), rate);
    }
}
