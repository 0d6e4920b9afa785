using System.Diagnostics;
using Msq.Tests.DevRelayer;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Telemetry;

/// <summary>No transaction notices when those die that only look on (that a receiver of traces is one of them, see <see cref="TraceTests"/>).</summary>
[Collection(RealStackCollection.Name)]
public sealed class BystanderTests(RealStack real)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_transaction_notices_that_Redis_is_killed()
    {
        try
        {
            await PassesAsync(real.Stack.Redis.KillAsync);
        }
        finally
        {
            await real.Stack.Redis.StartAsync();
        }
    }

    [Fact]
    public async Task No_transaction_notices_that_Prometheus_is_killed()
    {
        using var folder = new TemporaryFolder();
        var processes = real.Stack.Services.Select(service => service.Url).ToList();
        await using var prometheus = new PrometheusServer(folder.Path, processes);
        await prometheus.StartAsync();
        await AnsweredAsync(prometheus, processes.Count);

        await PassesAsync(prometheus.KillAsync);

        await prometheus.StartAsync();
        await AnsweredAsync(prometheus, processes.Count);
    }

    // Transactions that are under way when it dies, and one that comes after, are executed once each.
    private async Task PassesAsync(Func<Task> kill)
    {
        var targets = Enumerable.Range(0, 6).Select(_ => RelayCaller.FreshAddress()).ToList();
        var ids = new List<Guid>();
        foreach (var target in targets.SkipLast(1))
            ids.Add(await real.Caller.SubmitAsync(target, "5"));
        await kill();
        ids.Add(await real.Caller.SubmitAsync(targets[^1], "5"));

        foreach (var id in ids)
            Assert.Equal("confirmed", (await real.Caller.EndAsync(id)).GetProperty("status").GetString());
        foreach (var target in targets)
            Assert.Equal(5, await real.Caller.BalanceAsync(target));
    }

    private static async Task AnsweredAsync(PrometheusServer prometheus, int processes)
    {
        var clock = Stopwatch.StartNew();
        while (await prometheus.AnsweredAsync() is var answered && answered < processes)
        {
            Assert.True(clock.Elapsed < Deadline, $"{answered} of {processes} processes have answered");
            await Task.Delay(200);
        }
    }
}
