using System.Diagnostics;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>Whether those who wait for their transactions slow down those who submit: submissions with and without long-polls or event streams open, in turns.</summary>
internal sealed class WaitingScenario : Scenario
{
    private const int Connections = 8;

    public override string Name => "waiting";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var stack = run.Stack;
        var (polls, rounds, submissions) = run.IsQuick ? (50, 1, 100) : (1000, 5, 2000);
        var least = run.Limits.Least.Of(commits: 1, messages: 0);
        var table = new FigureTable(
            "Submissions to one API process; the least is one commit",
            ["who waits", "median of p50, ms", "p50 x the least", "median of p99, ms", "p99 x the least", "p50 x without"]);
        var ids = await stack.SubmitAsync(polls, BenchStack.StillPool, cancellationToken);
        await SubmitAsync(stack, submissions, cancellationToken);

        var without = new List<IReadOnlyList<TimeSpan>>();
        var polling = new List<IReadOnlyList<TimeSpan>>();
        var streaming = new List<IReadOnlyList<TimeSpan>>();
        for (var round = 0; round < rounds; round++)
        {
            without.Add(await SubmitAsync(stack, submissions, cancellationToken));
            polling.Add(await SubmitBesideAsync(PollAsync));
            streaming.Add(await SubmitBesideAsync(FollowAsync));
        }

        var alone = Medians(without);
        foreach (var (who, times) in new[] { ("nobody", alone), ($"{polls} long-polls", Medians(polling)), ($"{polls} event streams", Medians(streaming)) })
            table.Add(who, times.P50, times.P50 / least, times.P99, times.P99 / least, times.P50 / alone.P50);
        await stack.ClearStillPoolAsync(cancellationToken);
        return [table];

        async Task<IReadOnlyList<TimeSpan>> SubmitBesideAsync(Func<HttpClient, Guid, Action, CancellationToken, Task> wait)
        {
            using var http = stack.CreateClient(ids.Count);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var opened = new CountdownEvent(polls);
            var open = Task.WhenAll(ids.Select(id => WaitAsync(wait(http, id, () => opened.Signal(), end.Token))));
            await Task.Run(() => opened.Wait(cancellationToken), cancellationToken);
            var times = await SubmitAsync(stack, submissions, cancellationToken);
            await end.CancelAsync();
            await open;
            return times;
        }
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

    private static async Task WaitAsync(Task waiting)
    {
        try
        {
            await waiting;
        }
        catch (OperationCanceledException)
        {
            // Long enough.
        }
    }

    // Each comes again at once when its time is over, as clients do.
    private static async Task PollAsync(HttpClient http, Guid id, Action opened, CancellationToken cancellationToken)
    {
        // Known to the API before it waits; what waits longer than this is open.
        using (await http.GetAsync($"/api/v1/relay/status/{id}", cancellationToken))
            opened();
        while (true)
        {
            using var response = await http.GetAsync($"/api/v1/relay/status/{id}?wait=60", cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    private static async Task FollowAsync(HttpClient http, Guid id, Action opened, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"/api/v1/relay/transactions/{id}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        opened();
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
    }
}
