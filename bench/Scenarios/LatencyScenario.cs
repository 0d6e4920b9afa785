using System.Collections.Concurrent;
using System.Diagnostics;
using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;
using Msq.Bench.Stub;

namespace Msq.Bench.Scenarios;

/// <summary>How long it takes from the <c>202</c> to the POST at the relayer, and to the callback that says confirmed, at little load and at much.</summary>
internal sealed class LatencyScenario : Scenario
{
    private const int Connections = 32;
    private const double Share = 0.7;

    public override string Name => "latency";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var seconds = run.IsQuick ? 2 : 30;
        // With callbacks: they cost something too.
        var began = Stopwatch.GetTimestamp();
        var all = await SendAsync(run.Stack, double.PositiveInfinity, run.IsQuick ? 50 : 5000, cancellationToken);
        var most = all.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var table = new FigureTable(
            "From the 202; blocks come every 250 ms and the second one confirms",
            ["load", "/s", "to", "p50, ms", "p99, ms", "the least, ms", "p50 x the least", "p99 x the least"]);
        await MeasureAsync("little", 5, seconds * 5);
        await MeasureAsync("70 % of the most", most * Share, (int)(seconds * most * Share));
        return [table];

        async Task MeasureAsync(string load, double perSecond, int count)
        {
            var (posts, callbacks) = await TimesAsync(run.Stack, perSecond, count, cancellationToken);
            Add("the POST at the relayer", posts, LeastToPost(run.Limits.Least));
            Add("the callback that says confirmed", callbacks, LeastToCallback(run.Limits.Least));

            void Add(string end, List<TimeSpan> times, double least)
            {
                var (p50, p99) = (Latencies.Quantile(times, 0.5), Latencies.Quantile(times, 0.99));
                table.Add(load, perSecond, end, p50, p99, least, p50 / least, p99 / least);
            }
        }
    }

    // Submission and dispatch are a message each; the step between them and the claim are a commit each.
    private static double LeastToPost(LeastTimes least) => least.Of(commits: 2, messages: 2);

    // Half a block until the next one on average, and one more; then the evidence, one message about it, and the step that ends it.
    private static double LeastToCallback(LeastTimes least) => LeastToPost(least) + (1.5 * RelayerStub.BlockTime.TotalMilliseconds) + least.Of(commits: 2, messages: 1);

    private static async Task<(List<TimeSpan> Posts, List<TimeSpan> Callbacks)> TimesAsync(BenchStack stack, double perSecond, int count, CancellationToken cancellationToken)
    {
        var accepted = await SendAsync(stack, perSecond, count, cancellationToken);
        var posts = accepted.Select(x => Since(x.Value.At, stack.Stub.TakenAt(Submitting.Data(x.Key)))).ToList();
        var callbacks = accepted.Values.Select(x => Since(x.At, stack.Stub.ToldAt(x.Id))).ToList();
        return (posts, callbacks);
    }

    // Until the client has been told of each.
    private static async Task<IReadOnlyDictionary<int, (Guid Id, long At)>> SendAsync(BenchStack stack, double perSecond, int count, CancellationToken cancellationToken)
    {
        stack.Stub.Forget();
        stack.Stub.PostTime = TimeSpan.Zero;
        using var http = stack.CreateClient(Connections, BenchStack.ToldKey);
        var accepted = new ConcurrentDictionary<int, (Guid Id, long At)>();
        await Load.PaceAsync(Connections, perSecond, count, async i => accepted[i] = (await http.SubmitAsync(BenchStack.Pool, i, cancellationToken), Stopwatch.GetTimestamp()), cancellationToken);
        await BenchStack.UntilAsync(() => Task.FromResult(accepted.Values.All(x => stack.Stub.ToldAt(x.Id) is not null)), cancellationToken);
        return accepted;
    }

    // What comes before the client has read its answer took no time.
    private static TimeSpan Since(long accepted, long? at) => at > accepted ? Stopwatch.GetElapsedTime(accepted, at.Value) : TimeSpan.Zero;
}
