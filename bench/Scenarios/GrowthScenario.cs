using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>
/// Whether what is over slows down what goes on: the same figures with more and more history. Each size has a stack of its own, and they are measured in turns, so that a machine that becomes
/// slower does so for all of them.
/// </summary>
internal sealed class GrowthScenario : Scenario
{
    private const int Connections = 8;
    private static readonly string[] Figures =
        ["raw commits/s", "accept p50, ms", "x a commit", "status p50, ms", "x a read", "to confirmed, /s", "% of its limit"];

    public override string Name => "growth";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var (sizes, rounds) = run.IsQuick ? (new[] { 1000 }, 1) : ([0, 100_000, 2_000_000], 5);
        var stacks = new List<BenchStack>();
        run.Stack.Stub.MakesBlocks = false;
        try
        {
            foreach (var size in sizes)
            {
                var stack = await BenchStack.StartAsync(cancellationToken);
                stacks.Add(stack);
                await Throughput.SendAsync(stack, run.IsQuick ? 50 : 500, BenchStack.ToldKey, null, cancellationToken);
                await RestAsync(stack, cancellationToken);
                await new History(stack).FillAsync(size, cancellationToken);
            }

            var each = new FigureTable("With history, each round", ["ended transactions", "round", .. Figures]);
            var measured = sizes.Select(_ => new List<double[]>()).ToList();
            for (var round = 0; round < rounds; round++)
            {
                // There and back: what changes steadily changes for all alike.
                foreach (var i in round % 2 == 0 ? Enumerable.Range(0, sizes.Length) : Enumerable.Range(0, sizes.Length).Reverse())
                {
                    measured[i].Add(await MeasureAsync(stacks[i], run.IsQuick, cancellationToken));
                    each.Add([sizes[i], round + 1, .. measured[i][^1]]);
                }
            }

            return [each, Compare(sizes, measured)];
        }
        finally
        {
            run.Stack.Stub.MakesBlocks = true;
            await Task.WhenAll(stacks.Select(stack => stack.DisposeAsync().AsTask()));
        }
    }

    private static FigureTable Compare(int[] sizes, List<List<double[]>> measured)
    {
        var table = new FigureTable($"With history, medians of {measured[0].Count} rounds in turns", ["ended transactions", .. Figures]);
        var medians = measured.Select(rounds => Figures.Select((_, figure) => Latencies.Median(rounds.Select(round => round[figure]))).ToList()).ToList();
        foreach (var (size, figures) in sizes.Zip(medians))
            table.Add([size, .. figures]);
        table.Add(["change, %", .. medians[0].Zip(medians[^1], (first, last) => (object)(100 * ((last / first) - 1)))]);
        return table;
    }

    private static async Task<double[]> MeasureAsync(BenchStack stack, bool isQuick, CancellationToken cancellationToken)
    {
        stack.Stub.MakesBlocks = true;
        var limits = await RawLimits.MeasureAsync(stack.BrokerUrl, stack.DatabaseConnection, TimeSpan.FromSeconds(isQuick ? 0.3 : 2), rounds: 1, cancellationToken);
        var calls = isQuick ? 20 : 500;
        using var http = stack.CreateClient(Connections, BenchStack.ToldKey);
        var accepts = await Load.PaceAsync(Connections, 50, calls, i => http.SubmitAsync(BenchStack.StillPool, i, cancellationToken), cancellationToken);
        await stack.ClearStillPoolAsync(cancellationToken);
        var ids = await stack.SubmitAsync(calls, BenchStack.StillPool, cancellationToken, BenchStack.ToldKey);
        await stack.ClearStillPoolAsync(cancellationToken);
        var statuses = await Load.PaceAsync(Connections, 50, calls, i => http.GetStringAsync($"/api/v1/relay/status/{ids[i]}", cancellationToken), cancellationToken);
        var sent = await Throughput.MeasureAsync(stack, isQuick ? 30 : 2000, BenchStack.ToldKey, null, cancellationToken);
        await RestAsync(stack, cancellationToken);
        var (accept, status) = (Latencies.Quantile(accepts, 0.5), Latencies.Quantile(statuses, 0.5));
        return [limits.Commits, accept, accept / limits.Least.Commit, status, status / limits.Least.Read, sent.PerSecond, limits.Of(sent.MessagesForEach, sent.CommitsForEach).Share(sent.PerSecond)];
    }

    // One that has callbacks to send, or blocks to look at, costs those that are measured something.
    private static async Task RestAsync(BenchStack stack, CancellationToken cancellationToken)
    {
        await BenchStack.UntilAsync(async () => await stack.ReadAsync("SELECT COUNT(*) FROM callback_deliveries WHERE client = 'told' AND state = 'pending'", cancellationToken) == 0, cancellationToken);
        stack.Stub.MakesBlocks = false;
    }
}
