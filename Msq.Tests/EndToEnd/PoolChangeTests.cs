using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Msq.Local;
using Msq.Local.Servers;
using Msq.Local.Stack;
using Msq.Tests.DevRelayer;
using MySqlConnector;

namespace Msq.Tests.EndToEnd;

/// <summary>The pool file changes while transactions come in without a pause.</summary>
[Collection(AloneCollection.Name)]
[Trait("Suite", "load")]
public sealed class PoolChangeTests
{
    private const int Submitters = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task An_added_relayer_takes_work_within_ten_seconds_and_a_removed_one_is_drained()
    {
        using var config = new TemporaryFolder();
        File.Copy(Path.Combine(Development.ConfigFolder, "clients.yaml"), Path.Combine(config.Path, "clients.yaml"));
        await ListAsync(config, "relayer-1", "relayer-2");
        var logs = Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs");
        await using var stack = await MsqStack.StartAsync(
            new StackOptions { Folder = Path.Combine(logs, $"pool-change-{Guid.CreateVersion7():N}"), ConfigFolder = config.Path, Dispatchers = 2, Trackers = 2 });
        using var caller = new RelayCaller(stack.CreateClient(), stack.Chain.Url);
        await using var database = new MySqlConnection(stack.Database.ConnectionString());
        await database.OpenAsync();
        var target = RelayCaller.FreshAddress();
        using var end = new CancellationTokenSource();
        var load = SubmitUntilAsync(caller, target, end.Token);

        await UntilAsync(async () => await CountAsync(database, "relayer = 'relayer-1' AND current_state = 'Ended'") > 0, Deadline);
        await ListAsync(config, "relayer-1", "relayer-2", "relayer-3");
        await UntilAsync(async () => await CountAsync(database, "relayer = 'relayer-3' AND relayer_transaction_id IS NOT NULL") > 0, TimeSpan.FromSeconds(10));

        await ListAsync(config, "relayer-2", "relayer-3");
        await UntilAsync(async () => await CountAsync(database, "relayer = 'relayer-1' AND current_state <> 'Ended'") == 0, Deadline);
        await end.CancelAsync();
        var submitted = await load;

        var ended = new List<JsonElement>();
        foreach (var id in submitted)
            ended.Add(await caller.EndAsync(id));
        Assert.All(ended, one => Assert.True(one.GetProperty("status").GetString() == "confirmed", $"{one}"));
        // What the removed one was sent it has ended itself: nothing of it was sent once more.
        Assert.Equal(0, await CountAsync(database, "EXISTS (SELECT 1 FROM attempts a WHERE a.transaction_id = t.id AND a.relayer = 'relayer-1' AND a.claimed_at IS NOT NULL) AND relayer <> 'relayer-1'"));
        Assert.Equal(new BigInteger(submitted.Count), await caller.BalanceAsync(target));
    }

    private static async Task<List<Guid>> SubmitUntilAsync(RelayCaller caller, string target, CancellationToken end)
    {
        var loads = Enumerable.Range(0, Submitters).Select(async _ =>
        {
            var ids = new List<Guid>();
            while (!end.IsCancellationRequested)
                ids.Add(await caller.SubmitAsync(target, "1"));
            return ids;
        });
        return [.. (await Task.WhenAll(loads)).SelectMany(ids => ids)];
    }

    // Mounted configuration is replaced as a whole: no reader sees half of it.
    private static async Task ListAsync(TemporaryFolder config, params string[] relayers)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Development.ConfigFolder, "relayer-pool.yaml"));
        var head = text[..text.IndexOf("    relayers:", StringComparison.Ordinal)];
        var listed = relayers.Select(id => $"      - {{ id: {id}, url: \"${{MSQ_DEV_RELAYER_{id[^1]}_URL}}\", apiKey: \"${{OZ_RELAYER_API_KEY}}\" }}\n");
        var file = Path.Combine(config.Path, "relayer-pool.yaml");
        await File.WriteAllTextAsync(file + ".new", $"{head}    relayers:\n{string.Concat(listed)}");
        File.Move(file + ".new", file, overwrite: true);
    }

    private static async Task<long> CountAsync(MySqlConnection database, string condition)
    {
        await using var command = new MySqlCommand($"SELECT COUNT(*) FROM transactions t WHERE {condition}", database);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        while (!await condition())
            await Task.Delay(100, deadline.Token);
    }
}
