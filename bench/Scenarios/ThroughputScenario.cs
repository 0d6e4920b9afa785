using System.Diagnostics;
using System.Globalization;
using Msq.Bench.Measures;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Scenarios;

/// <summary>
/// How many transactions go all the way, from the POST to <c>confirmed</c> in the database, when they are submitted as fast as they are accepted; how many wait meanwhile; and what each costs.
/// </summary>
internal sealed class ThroughputScenario : Scenario
{
    private const int Connections = 32;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // It counts with a delay of up to five seconds.
    private static readonly TimeSpan BrokerCounts = TimeSpan.FromSeconds(6);

    public override string Name => "throughput";

    public override async Task<IReadOnlyList<FigureTable>> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var count = run.IsQuick ? 200 : 20_000;
        await MeasureAsync(run.Stack, run.IsQuick ? 50 : 1000, null, cancellationToken);
        var backlog = new FigureTable("Transactions over time", ["second", "accepted", "at the relayer", "confirmed", "on their way"]);
        if (!run.IsQuick)
            await Task.Delay(BrokerCounts, cancellationToken);
        var before = await run.Stack.ReadCostsAsync(cancellationToken);
        var rate = await MeasureAsync(run.Stack, count, backlog, cancellationToken);
        var used = (await run.Stack.ReadCostsAsync(cancellationToken)).Since(before);
        await Task.Delay(BrokerCounts, cancellationToken);
        var costs = used with { Messages = (await run.Stack.ReadCostsAsync(cancellationToken)).Since(before).Messages };

        var messages = run.Limits.Messages / (costs.Messages / count);
        var commits = run.Limits.Commits / (costs.Commits / count);
        var table = new FigureTable("From the POST to confirmed", ["figure", "value"]);
        table.Add("transactions", count);
        table.Add("transactions/s", rate);
        table.Add("messages per transaction", costs.Messages / count);
        table.Add("commits per transaction", costs.Commits / count);
        table.Add("database round trips per transaction", costs.Processes.Sum(process => process.RoundTrips) / count);
        table.Add("database statements per transaction", costs.Statements / count);
        table.Add("raw limit by messages, transactions/s", messages);
        table.Add("raw limit by commits, transactions/s", commits);
        table.Add("% of the lower limit", 100 * rate / Math.Min(messages, commits));

        var processes = new FigureTable("What a transaction costs", ["process", "CPU, ms", "database round trips", "allocated, KB", "resident, MB"]);
        foreach (var process in costs.Processes)
            processes.Add(process.Name, process.CpuMilliseconds / count, process.RoundTrips / count, process.AllocatedBytes / count / 1024, process.ResidentBytes / 1024 / 1024);
        return [table, processes, backlog];
    }

    /// <summary>Sends that many through.</summary>
    /// <returns>Transactions per second.</returns>
    public static async Task<double> MeasureAsync(BenchStack stack, int count, FigureTable? backlog, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await SubmitAsync(stack, count, backlog, cancellationToken);
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task SubmitAsync(BenchStack stack, int count, FigureTable? backlog, CancellationToken cancellationToken)
    {
        stack.Stub.Forget();
        stack.Stub.PostTime = TimeSpan.Zero;
        var confirmedBefore = await ConfirmedAsync(stack, cancellationToken);
        using var http = stack.CreateClient(Connections);
        var accepted = 0;
        var submitting = Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken }, async (i, token) =>
        {
            await http.SubmitAsync(BenchStack.Pool, i, token);
            Interlocked.Increment(ref accepted);
        });
        var started = Stopwatch.GetTimestamp();
        double confirmed;
        do
        {
            await Task.Delay(count < 1000 ? Look / 5 : Look, cancellationToken);
            if (submitting.IsFaulted)
                await submitting;
            confirmed = await ConfirmedAsync(stack, cancellationToken) - confirmedBefore;
            backlog?.Add(Stopwatch.GetElapsedTime(started).TotalSeconds, accepted, stack.Stub.Taken, confirmed, accepted - confirmed);
        }
        while (confirmed < count);
        await submitting;
    }

    private static Task<double> ConfirmedAsync(BenchStack stack, CancellationToken cancellationToken) =>
        stack.ReadAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM transactions FORCE INDEX (ix_transactions_open) WHERE current_state = 'Ended' AND pool = '{BenchStack.Pool}' AND relayer = '{BenchStack.Relayer}'"), cancellationToken);
}
