using Msq.Local.Servers;
using Msq.Tests.EndToEnd;
using Xunit.Abstractions;

namespace Msq.Tests.Chaos;

/// <summary>Nothing is lost, nothing happens twice, nothing gets stuck and no end is wrong, whatever dies.</summary>
[Collection(AloneCollection.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly string Logs = Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs");

    [Fact]
    public async Task Three_hundred_transactions_outlive_eighteen_faults()
    {
        var run = await RunAsync(new ChaosOptions(Seed: 190, Transactions: 300, Faults: 18));

        Assert.True(run.KindsStruck >= 8);
        Assert.True(run.Total is { InDoubt: >= 20, Found: > 0, Absent: > 0 }, $"too quiet: {run.Total}");
    }

    [Fact]
    [Trait("Suite", "chaos")]
    public async Task As_many_transactions_as_are_asked_for_outlive_as_many_faults() => await RunAsync(ChaosOptions.FromEnvironment());

    private async Task<ChaosRun> RunAsync(ChaosOptions options)
    {
        var folder = Path.Combine(Logs, $"chaos-{options.Seed}-{Guid.CreateVersion7():N}");
        await using var world = await ChaosWorld.StartAsync(folder);
        using var run = new ChaosRun(world, options);
        var report = Path.Combine(Logs, $"chaos-{options.Seed}.txt");
        File.Delete(report);

        var verdict = await run.RunAsync(Say);
        Say($"\n{run.Table()}\n{string.Join(", ", verdict.Ends.Select(end => $"{end.Value} {end.Key}"))}");
        foreach (var words in await world.Records.UnfinishedWordsAsync())
            Say($"not over: {words}");
        Say(verdict.ToString());

        Assert.Empty(run.Refusals);
        Assert.Equal((0, 0, 0, 0), (verdict.Lost, verdict.Doubled, verdict.Stuck, verdict.Wrong));
        return run;

        void Say(string line)
        {
            output.WriteLine(line);
            File.AppendAllText(report, line + '\n');
        }
    }
}
