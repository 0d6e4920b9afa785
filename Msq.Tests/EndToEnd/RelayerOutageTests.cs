using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Msq.Local.Servers;
using Msq.Local.Stack;
using Xunit.Abstractions;

namespace Msq.Tests.EndToEnd;

/// <summary>One of three relayers dies in the middle of the work and comes back: nobody who submits notices.</summary>
[Collection(AloneCollection.Name)]
public sealed class RelayerOutageTests(ITestOutputHelper output)
{
    private const int Submitters = 16;
    // Of config/development.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Three_hundred_transactions_outlive_the_death_of_a_relayer() => await OutliveAsync(300);

    [Fact]
    [Trait("Suite", "load")]
    public async Task Three_thousand_transactions_outlive_the_death_of_a_relayer()
    {
        var (idle, settled) = await OutliveAsync(3000);

        // Of the whole suite only here: it is what is promised, and nothing runs beside it.
        Assert.True(idle <= TimeSpan.FromSeconds(2), $"A relayer stood idle for {idle} while work was queued.");
        Assert.True(settled <= Settle + TimeSpan.FromSeconds(60), $"What was in doubt was over {settled} after the relayer's return.");
    }

    // Gives for how long a relayer that could work stood idle at most, and how long after the relayer's return what was in doubt was over.
    private async Task<(TimeSpan Idle, TimeSpan Settled)> OutliveAsync(int count)
    {
        var logs = Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs");
        await using var stack = await MsqStack.StartAsync(new StackOptions { Folder = Path.Combine(logs, $"outage-{Guid.CreateVersion7():N}") });
        using var caller = new RelayCaller(stack.CreateClient(), stack.Chain.Url);
        var target = RelayCaller.FreshAddress();
        var victim = stack.Relayers[0];

        // What processes load at their very first steps is no relayer's idleness.
        await caller.EndAsync(await caller.SubmitAsync(RelayCaller.FreshAddress(), "1"));
        await using var idleness = Idleness.Watch(stack.Database.ConnectionString());
        var ids = new List<Guid>();
        await SubmitAsync(count / 3);
        var second = SubmitAsync(count / 3);
        // With a POST under way, when one is seen: what became of it nobody knows until the relayer is back.
        while (!second.IsCompleted && !await idleness.IsPostingAsync("relayer-1"))
            await Task.Delay(5);
        await victim.KillAsync();
        await second;
        await victim.StartAsync(CancellationToken.None);
        var returned = TimeProvider.System.GetUtcNow();
        var doubtful = await idleness.InDoubtAsync();
        await SubmitAsync(count - ids.Count);

        var ended = new List<JsonElement>();
        foreach (var id in ids)
            ended.Add(await caller.EndAsync(id));
        Assert.All(ended, one => Assert.True(one.GetProperty("status").GetString() == "confirmed", $"{one}"));
        // Each has a value of its own: the sum tells what is missing, and what came twice.
        Assert.Equal(Enumerable.Range(1, count).Aggregate(BigInteger.Zero, (sum, value) => sum + value), await caller.BalanceAsync(target));
        Assert.Equal(count, ended.Select(one => one.GetProperty("transactionHash").GetString()).Distinct().Count());
        var settled = ended.Where(one => doubtful.Contains(one.GetProperty("transactionId").GetGuid())).Select(one => one.GetProperty("confirmedAt").GetDateTimeOffset() - returned)
            .DefaultIfEmpty().Max();
        foreach (var relayer in ended.CountBy(one => one.GetProperty("relayer").GetString()!).OrderBy(pair => pair.Key))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{relayer.Key}: {relayer.Value}"));
        output.WriteLine(string.Join('\n', idleness.Said));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle for {idleness.Longest.TotalSeconds:0.0} s at most; {doubtful.Count} in doubt when it returned, over {settled.TotalSeconds:0.0} s later"));
        return (idleness.Longest, settled);

        async Task SubmitAsync(int more)
        {
            var first = ids.Count + 1;
            var taken = new Guid[more];
            await Parallel.ForAsync(0, more, new ParallelOptions { MaxDegreeOfParallelism = Submitters }, async (i, _) =>
                taken[i] = await caller.SubmitAsync(target, (first + i).ToString(CultureInfo.InvariantCulture)));
            ids.AddRange(taken);
        }
    }
}
