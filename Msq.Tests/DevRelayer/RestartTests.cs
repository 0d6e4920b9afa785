using System.Net;
using System.Net.Http.Json;
using Msq.Local.DevRelayer;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

public sealed class RestartTests
{
    [Fact]
    public async Task Rows_settings_and_nonces_outlive_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var world = await StartAsync(options => options with { DataDirectory = folder.Path });
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        using var renamed = await world.Client.PatchAsync("relayers/relayer-1", JsonContent.Create(new { name = "first", policies = new { gas_price_cap = "900000000000" } }));
        var relayer = await world.GetAsync("relayers/relayer-1");
        Assert.Equal("first", Text(relayer["data"]!["name"]));
        await world.StopHostAsync();
        await world.StartHostAsync(options => options with { DataDirectory = folder.Path });
        Assert.Equal(relayer.ToJsonString(), (await world.GetAsync("relayers/relayer-1")).ToJsonString());
        Assert.Equal(row.ToJsonString(), (await world.RowAsync(Text(row["id"]))).ToJsonString());
        var next = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        Assert.Equal(1, next["nonce"]!.GetValue<int>());
        Assert.Equal(2, (await world.GetAsync("relayers/relayer-1/transactions"))["pagination"]!["total_items"]!.GetValue<int>());
    }

    [Fact]
    public async Task In_memory_everything_is_forgotten()
    {
        await using var world = await StartAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        await world.StopHostAsync();
        await world.StartHostAsync();
        using var answer = await world.Client.GetAsync($"relayers/relayer-1/transactions/{Text(row["id"])}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var next = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        Assert.Equal(1, next["nonce"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(Checkpoint.AfterSigning)]
    [InlineData(Checkpoint.AfterBroadcast)]
    public async Task A_transaction_that_was_under_way_at_the_end_happens_exactly_once(Checkpoint end)
    {
        using var folder = new TemporaryFolder();
        var reached = new TaskCompletionSource();
        await using var world = await StartAsync(options => options with
        {
            DataDirectory = folder.Path,
            Reached = (checkpoint, _) =>
            {
                if (checkpoint != end) return Task.CompletedTask;
                reached.TrySetResult();
                return new TaskCompletionSource().Task;
            },
        });
        var row = await world.SubmitAsync(Transfer());
        await reached.Task;
        await world.StopHostAsync();
        await world.StartHostAsync(options => options with { DataDirectory = folder.Path });
        row = await world.WaitForAsync(row, "confirmed");
        await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        Assert.Equal("2", (await world.BalanceAsync(Receiver)).ToString());
    }

    [Fact]
    public async Task A_line_that_was_cut_off_in_the_middle_does_not_keep_it_from_starting()
    {
        using var folder = new TemporaryFolder();
        await using var world = await StartAsync(options => options with { DataDirectory = folder.Path });
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        await world.StopHostAsync();
        await File.AppendAllTextAsync(Path.Combine(folder.Path, "rows.jsonl"), """{"row":{"id":"half""");
        await world.StartHostAsync(options => options with { DataDirectory = folder.Path });
        Assert.Equal("confirmed", Text((await world.RowAsync(Text(row["id"])))["status"]));
    }

    [Fact]
    public async Task Two_relayers_cannot_share_a_data_directory()
    {
        using var folder = new TemporaryFolder();
        await using var world = await StartAsync(options => options with { DataDirectory = folder.Path });
        await Assert.ThrowsAsync<IOException>(() => DevRelayerHost.StartAsync(world.Options with { DataDirectory = folder.Path }));
    }

    [Fact]
    public async Task Rows_are_forgotten_some_time_after_their_end()
    {
        await using var world = await StartAsync(options => options with
        {
            Timings = options.Timings with { Retention = TimeSpan.FromSeconds(1), RetentionSweep = TimeSpan.Zero },
        });
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        await UntilAsync(
            async () =>
            {
                using var answer = await world.Client.GetAsync($"relayers/relayer-1/transactions/{Text(row["id"])}");
                return answer.StatusCode == HttpStatusCode.NotFound;
            },
            () => "the row to be gone");
    }
}
