using System.Diagnostics;
using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>
/// How fast one relayer that takes 50 ms for a POST is given what waits in its queue, by dispatchers and consumers. Nothing but the dispatchers is measured: all is queued
/// before the first answer.
/// </summary>
internal sealed class ScalingScenario : Scenario
{
    private static readonly TimeSpan PostTime = TimeSpan.FromMilliseconds(50);

    public override string Name => "scaling";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var (stack, isQuick) = (run.Stack, run.IsQuick);
        var table = new FigureTable("POSTs to one relayer that takes 50 ms for each; each is a message and a commit at the least", ["dispatchers", "consumers", "at once, at most", "POSTs/s", "x the first", "the limit is", "limit, POSTs/s", "% of it"]);
        var first = 0.0;
        var dispatchers = 1;
        foreach (var wanted in isQuick ? new[] { 2 } : [1, 2, 4])
        {
            for (; dispatchers < wanted; dispatchers++)
                await stack.AddDispatcherAsync(cancellationToken);
            foreach (var consumers in isQuick ? new[] { 4 } : [1, 4, 16])
            {
                var rate = await MeasureAsync(stack, wanted, consumers, isQuick ? 50 : Math.Min(2000, 200 * wanted * consumers), cancellationToken);
                first = first == 0 ? rate : first;
                var limit = Limit.Lower(new Limit("the relayer", wanted * consumers / PostTime.TotalSeconds), run.Limits.Of(messages: 1, commits: 1));
                table.Add(wanted, consumers, stack.Stub.Peak, rate, rate / first, limit.Name, limit.PerSecond, limit.Share(rate));
            }
        }

        await stack.KeepOneDispatcherAsync();
        return [table];
    }

    private static async Task<double> MeasureAsync(BenchStack stack, int dispatchers, int consumers, int count, CancellationToken cancellationToken)
    {
        await stack.WritePoolAsync(consumers, cancellationToken);
        // The file is looked at every second, and the queue again a second later.
        await Task.Delay(TimeSpan.FromSeconds(4), cancellationToken);
        stack.Stub.Forget();
        stack.Stub.PostTime = PostTime;
        stack.Stub.Hold();
        await stack.SubmitAsync(count, BenchStack.Pool, cancellationToken);
        await BenchStack.UntilAsync(async () => await stack.ReadAsync("SELECT COUNT(*) FROM transactions WHERE current_state = 'Dispatching'", cancellationToken) == count, cancellationToken);
        await BenchStack.UntilAsync(() => Task.FromResult(stack.Stub.Peak >= Math.Min(count, dispatchers * consumers)), cancellationToken);
        var started = Stopwatch.GetTimestamp();
        stack.Stub.Release();
        await BenchStack.UntilAsync(() => Task.FromResult(stack.Stub.Taken == count), cancellationToken);
        var rate = count / Stopwatch.GetElapsedTime(started, stack.Stub.LastTaken).TotalSeconds;
        await BenchStack.UntilAsync(async () => await stack.ReadAsync("SELECT COUNT(*) FROM transactions WHERE current_state <> 'Ended'", cancellationToken) == 0, cancellationToken);
        return rate;
    }
}
