using System.Diagnostics;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>Whether those who wait for their transactions slow down those who submit: submissions with and without long-polls open, in turns.</summary>
internal sealed class LongPollScenario : Scenario
{
    private const int Connections = 8;

    public override string Name => "long-polls";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var stack = run.Stack;
        var (polls, rounds, submissions) = run.IsQuick ? (50, 1, 100) : (1000, 5, 2000);
        var table = new FigureTable("Submissions to one API process", ["long-polls", "median of p50, ms", "median of p99, ms", "x without"]);
        var ids = await stack.SubmitAsync(polls, BenchStack.StillPool, cancellationToken);
        await SubmitAsync(stack, submissions, cancellationToken);

        var without = new List<IReadOnlyList<TimeSpan>>();
        var with = new List<IReadOnlyList<TimeSpan>>();
        for (var round = 0; round < rounds; round++)
        {
            without.Add(await SubmitAsync(stack, submissions, cancellationToken));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var opened = new CountdownEvent(polls);
            var open = PollAsync(stack, ids, opened, end.Token);
            await Task.Run(() => opened.Wait(cancellationToken), cancellationToken);
            with.Add(await SubmitAsync(stack, submissions, cancellationToken));
            await end.CancelAsync();
            await open;
        }

        var alone = Medians(without);
        var together = Medians(with);
        table.Add(0, alone.P50, alone.P99, 1.0);
        table.Add(polls, together.P50, together.P99, together.P50 / alone.P50);
        await stack.ClearStillPoolAsync(cancellationToken);
        return [table];
    }

    private static (double P50, double P99) Medians(List<IReadOnlyList<TimeSpan>> rounds) =>
        (Latencies.Median(rounds.Select(times => Latencies.Quantile(times, 0.5))), Latencies.Median(rounds.Select(times => Latencies.Quantile(times, 0.99))));

    private static async Task<IReadOnlyList<TimeSpan>> SubmitAsync(BenchStack stack, int count, CancellationToken cancellationToken)
    {
        using var http = stack.CreateClient(Connections);
        var times = new TimeSpan[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await http.PostAsJsonAsync(
                "/api/v1/relay/direct", new { to = "0x00000000000000000000000000000000000000aa", pool = BenchStack.StillPool }, token);
            times[i] = Stopwatch.GetElapsedTime(started);
            response.EnsureSuccessStatusCode();
        });
        return times;
    }

    // Each comes again at once when its time is over, as clients do.
    private static async Task PollAsync(BenchStack stack, IReadOnlyList<Guid> ids, CountdownEvent opened, CancellationToken cancellationToken)
    {
        using var http = stack.CreateClient(ids.Count);
        await Task.WhenAll(ids.Select(async id =>
        {
            // Known to the API before it waits; what waits longer than this is open.
            using (await http.GetAsync($"/api/v1/relay/status/{id}", cancellationToken))
                opened.Signal();
            try
            {
                while (true)
                {
                    using var response = await http.GetAsync($"/api/v1/relay/status/{id}?wait=60", cancellationToken);
                    response.EnsureSuccessStatusCode();
                }
            }
            catch (OperationCanceledException)
            {
                // Long enough.
            }
        }));
    }
}
