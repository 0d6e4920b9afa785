using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>How many submissions one API process accepts, and how long one takes at 70 % of that. Nothing of it is sent.</summary>
internal sealed class AcceptScenario : Scenario
{
    private const double Share = 0.7;
    private const int WarmingConnections = 32;

    public override string Name => "accept";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var stack = run.Stack;
        var time = TimeSpan.FromSeconds(run.IsQuick ? 1 : 10);
        var (limit, least) = (run.Limits.Of(messages: 1, commits: 1), run.Limits.Least.Of(commits: 1, messages: 0));
        var table = new FigureTable(
            "POST /relay/direct, latencies at 70 % of the most; the least is one commit",
            ["connections", "most, /s", $"% of {limit.Name}", "p50, ms", "p50 x the least", "p99, ms", "p99 x the least", "p99.9, ms", "p99 / p50", "API CPU, ms"]);
        // What the API compiles when it is first asked is not what one connection costs.
        using (var first = stack.CreateClient(WarmingConnections))
            await Load.SaturateAsync(WarmingConnections, time, i => first.SubmitAsync(BenchStack.StillPool, i, cancellationToken), cancellationToken);
        await stack.ClearStillPoolAsync(cancellationToken);
        foreach (var connections in run.IsQuick ? new[] { 8 } : [1, 8, 32, 128])
        {
            using var http = stack.CreateClient(connections);
            Task SubmitAsync(int i) => http.SubmitAsync(BenchStack.StillPool, i, cancellationToken);
            await Load.SaturateAsync(connections, time / 4, SubmitAsync, cancellationToken);
            var before = await stack.ReadCostsAsync(cancellationToken);
            var most = await Load.SaturateAsync(connections, time, SubmitAsync, cancellationToken);
            var cpu = (await stack.ReadCostsAsync(cancellationToken)).Since(before).Processes[0].CpuMilliseconds / (most * time.TotalSeconds);
            var times = await Load.PaceAsync(connections, most * Share, (int)(most * Share * time.TotalSeconds) + 1, SubmitAsync, cancellationToken);
            var (p50, p99) = (Latencies.Quantile(times, 0.5), Latencies.Quantile(times, 0.99));
            table.Add(connections, most, limit.Share(most), p50, p50 / least, p99, p99 / least, Latencies.Quantile(times, 0.999), p99 / p50, cpu);
            await stack.ClearStillPoolAsync(cancellationToken);
        }

        return [table];
    }
}
