using System.Diagnostics;
using Msq.Bench.Report;
using Msq.Bench.Stack;

namespace Msq.Bench.Measures;

/// <summary>Transactions that went all the way, from the POST to <c>confirmed</c> in the database, submitted as fast as they were accepted.</summary>
/// <param name="Transactions">How many.</param>
/// <param name="PerSecond">How fast.</param>
/// <param name="Costs">What all of them cost.</param>
internal sealed record Throughput(int Transactions, double PerSecond, Costs Costs)
{
    private const int Connections = 32;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // It counts with a delay of up to five seconds.
    private static readonly TimeSpan BrokerCounts = TimeSpan.FromSeconds(6);

    public double MessagesForEach => Costs.Messages / Transactions;

    public double CommitsForEach => Costs.Commits / Transactions;

    /// <summary>Sends that many through, and counts what they cost.</summary>
    /// <param name="stack">Through what.</param>
    /// <param name="count">How many.</param>
    /// <param name="key">The client's API key.</param>
    /// <param name="backlog">Gets a row for each second.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Throughput> MeasureAsync(BenchStack stack, int count, string key, FigureTable? backlog, CancellationToken cancellationToken)
    {
        await Task.Delay(BrokerCounts, cancellationToken);
        var before = await stack.ReadCostsAsync(cancellationToken);
        var rate = await SendAsync(stack, count, key, backlog, cancellationToken);
        var costs = (await stack.ReadCostsAsync(cancellationToken)).Since(before);
        await Task.Delay(BrokerCounts, cancellationToken);
        return new Throughput(count, rate, costs with { Messages = (await stack.ReadCostsAsync(cancellationToken)).Since(before).Messages });
    }

    /// <summary>Sends that many through.</summary>
    /// <returns>Transactions per second.</returns>
    public static async Task<double> SendAsync(BenchStack stack, int count, string key, FigureTable? backlog, CancellationToken cancellationToken)
    {
        stack.Stub.Forget();
        stack.Stub.PostTime = TimeSpan.Zero;
        // Ids rise with time: what is looked at is the same, whatever there was before.
        var last = (await stack.ReadWordsAsync("SELECT COALESCE(HEX(MAX(id)), '') FROM transactions", cancellationToken))[0];
        using var http = stack.CreateClient(Connections, key);
        var accepted = 0;
        var started = Stopwatch.GetTimestamp();
        var submitting = Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken }, async (i, token) =>
        {
            await http.SubmitAsync(BenchStack.Pool, i, token);
            Interlocked.Increment(ref accepted);
        });
        double confirmed;
        do
        {
            await Task.Delay(backlog is null || count < 1000 ? Look / 5 : Look, cancellationToken);
            if (submitting.IsFaulted)
                await submitting;
            confirmed = await stack.ReadAsync(
                $"SELECT COUNT(*) FROM transactions FORCE INDEX (ix_transactions_open) WHERE current_state = 'Ended' AND pool = '{BenchStack.Pool}' AND relayer = '{BenchStack.Relayer}' AND id > X'{last}'", cancellationToken);
            backlog?.Add(Stopwatch.GetElapsedTime(started).TotalSeconds, accepted, stack.Stub.Taken, confirmed, accepted - confirmed);
        }
        while (confirmed < count);
        await submitting;
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
