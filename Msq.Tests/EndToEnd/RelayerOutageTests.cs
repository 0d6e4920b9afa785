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

    [Fact]
    public Task Three_hundred_transactions_outlive_the_death_of_a_relayer() => OutliveAsync(300);

    [Fact]
    [Trait("Suite", "pool")]
    public Task Three_thousand_transactions_outlive_the_death_of_a_relayer() => OutliveAsync(3000);

    private async Task OutliveAsync(int count)
    {
        var logs = Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs");
        await using var stack = await MsqStack.StartAsync(new StackOptions { Folder = Path.Combine(logs, $"outage-{Guid.CreateVersion7():N}") });
        using var caller = new RelayCaller(stack.CreateClient(), stack.Chain.Url);
        var target = RelayCaller.FreshAddress();
        var victim = stack.Relayers[0];

        var ids = new List<Guid>();
        await SubmitAsync(count / 3);
        await victim.KillAsync();
        await SubmitAsync(count / 3);
        await victim.StartAsync(CancellationToken.None);
        await SubmitAsync(count - ids.Count);

        var ended = new List<JsonElement>();
        foreach (var id in ids)
            ended.Add(await caller.EndAsync(id));
        Assert.All(ended, one => Assert.True(one.GetProperty("status").GetString() == "confirmed", $"{one}"));
        // Each has a value of its own: the sum tells what is missing, and what came twice.
        Assert.Equal(Enumerable.Range(1, count).Aggregate(BigInteger.Zero, (sum, value) => sum + value), await caller.BalanceAsync(target));
        Assert.Equal(count, ended.Select(one => one.GetProperty("transactionHash").GetString()).Distinct().Count());
        foreach (var relayer in ended.CountBy(one => one.GetProperty("relayer").GetString()!).OrderBy(pair => pair.Key))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{relayer.Key}: {relayer.Value}"));

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
