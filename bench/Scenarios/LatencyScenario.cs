using System.Collections.Concurrent;
using System.Diagnostics;
using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>How long it takes from the <c>202</c> to the POST at the relayer, and from the row to its confirmation, at little load and at much.</summary>
internal sealed class LatencyScenario : Scenario
{
    private const int Connections = 32;
    private const double Share = 0.7;

    public override string Name => "latency";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var seconds = run.IsQuick ? 2 : 30;
        var most = await ThroughputScenario.MeasureAsync(run.Stack, run.IsQuick ? 50 : 5000, null, cancellationToken);
        var table = new FigureTable(
            "From the 202, in ms; blocks come every 250 ms and the second one confirms",
            ["load", "/s", "to the POST, p50", "to the POST, p99", "to confirmed, p50", "to confirmed, p99"]);
        table.Add([.. await MeasureAsync(run.Stack, "little", 5, seconds * 5, cancellationToken)]);
        table.Add([.. await MeasureAsync(run.Stack, "70 % of the most", most * Share, (int)(seconds * most * Share), cancellationToken)]);
        return [table];
    }

    private static async Task<object[]> MeasureAsync(BenchStack stack, string load, double perSecond, int count, CancellationToken cancellationToken)
    {
        stack.Stub.Forget();
        stack.Stub.PostTime = TimeSpan.Zero;
        using var http = stack.CreateClient(Connections);
        var accepted = new ConcurrentDictionary<int, (Guid Id, long At)>();
        await Load.PaceAsync(Connections, perSecond, count, async i => accepted[i] = (await http.SubmitAsync(BenchStack.Pool, i, cancellationToken), Stopwatch.GetTimestamp()), cancellationToken);
        await BenchStack.UntilAsync(async () => await stack.ReadAsync($"SELECT COUNT(*) FROM transactions WHERE pool = '{BenchStack.Pool}' AND current_state <> 'Ended'", cancellationToken) == 0, cancellationToken);

        var posts = accepted.Select(x => stack.Stub.TakenAt(Submitting.Data(x.Key)) is { } taken && taken > x.Value.At ? Stopwatch.GetElapsedTime(x.Value.At, taken) : TimeSpan.Zero).ToList();
        var confirmed = await stack.ReadTimesAsync(
            $"SELECT TIMESTAMPDIFF(MICROSECOND, created_at, confirmed_at) FROM transactions WHERE pool = '{BenchStack.Pool}' AND confirmed_at IS NOT NULL ORDER BY id DESC LIMIT {count}", cancellationToken);
        return [load, perSecond, Latencies.Quantile(posts, 0.5), Latencies.Quantile(posts, 0.99), Latencies.Quantile(confirmed, 0.5), Latencies.Quantile(confirmed, 0.99)];
    }
}
