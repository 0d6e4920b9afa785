using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;
using Msq.Tests.Api;

namespace Msq.Tests.Commands;

/// <summary>The verbs that go to a running API.</summary>
public sealed class OverRestTests : IAsyncLifetime
{
    private static readonly string Former = "0x" + new string('b', 64);
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_transaction_is_shown_with_its_timeline_by_its_id_and_by_a_hash_and_cannot_move_the_cursor()
    {
        var id = (await _world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"5"}""")).Json.GetProperty("transactionId").GetGuid();
        await _world.DatabaseAsync(db =>
        {
            db.SupersededHashes.Add(new SupersededHash { TransactionId = id, Hash = Former });
            db.TransactionEvents.Add(new TransactionEvent { TransactionId = id, Id = TransactionEvent.IdOf(2), At = TimeProvider.System.GetUtcNow().UtcDateTime, Status = "queued", Event = "reverted", Detail = "a\u001b[2Jb" });
            return db.SaveChangesAsync();
        });

        var said = await As("payments-key").TypeAsync("tx", "get", $"{id}");

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Matches("status +queued\n", said.Output);
        Assert.Matches("accepted +by payments \\(payments-1\\)", said.Output);
        Assert.Matches("reverted +a\ufffd\\[2Jb\n", said.Output);
        Assert.Equal(said, await As("payments-key").TypeAsync("tx", "get", Former));
        var json = await As("payments-key").TypeAsync("tx", "get", $"{id}", "--json");
        Assert.Equal("5", JsonSerializer.Deserialize<JsonElement>(json.Output).GetProperty("value").GetString());
    }

    [Fact]
    public async Task Transactions_are_listed_by_status_and_client()
    {
        var (queued, mined) = (await _world.SubmittedAsync(), await _world.SubmittedAsync("games-key"));
        await _world.ChangeAsync(mined, row => row.Status = TransactionStatus.Mined);

        Assert.Equal([$"{mined}", $"{queued}"], (await As("admin-key").TypeAsync("tx", "list")).Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]));
        Assert.StartsWith($"{mined}  mined  games", (await As("admin-key").TypeAsync("tx", "list", "--status", "mined", "--client", "games")).Output, StringComparison.Ordinal);
        var json = await As("admin-key").TypeAsync("tx", "list", "--limit", "1", "--json");
        Assert.Equal(1, JsonSerializer.Deserialize<JsonElement>(json.Output).GetProperty("items").GetArrayLength());
        Assert.Contains("status must be one of", (await As("admin-key").TypeAsync("tx", "list", "--status", "lost")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_is_cancelled()
    {
        var id = await _world.SubmittedAsync();

        Assert.Equal(0, (await As("payments-key").TypeAsync("tx", "cancel", $"{id}")).Code);

        Assert.NotNull(await _world.DatabaseAsync(db => db.Transactions.Where(row => row.CorrelationId == id).Select(row => row.CancelRequestedAt).SingleAsync()));
    }

    [Fact]
    public async Task What_the_API_refuses_is_said_in_its_words()
    {
        var nobody = await As("no-key").TypeAsync("tx", "list");
        Assert.Equal((1, ""), (nobody.Code, nobody.Output));
        Assert.Contains("The API key is unknown.", nobody.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no-key", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("has not the scope admin", (await As("payments-key").TypeAsync("pool")).Error, StringComparison.Ordinal);
        Assert.Contains("There is no such transaction.", (await As("payments-key").TypeAsync("tx", "get", $"{Guid.CreateVersion7()}")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pause", OperatorState.Paused)]
    [InlineData("drain", OperatorState.Draining)]
    public async Task A_relayer_is_taken_out_with_a_reason_and_taken_in_again(string verb, string state)
    {
        var said = await As("admin-key").TypeAsync("pool", verb, "relayer-1", "--reason", "its machine is replaced");

        Assert.Equal((0, ""), (said.Code, said.Error));
        Assert.Contains("its machine is replaced", said.Output, StringComparison.Ordinal);
        Assert.Equal((state, "its machine is replaced"), await OrderAsync());

        Assert.Equal(0, (await As("admin-key").TypeAsync("pool", "resume", "relayer-1")).Code);
        Assert.Equal((OperatorState.Active, null), await OrderAsync());
        Assert.Matches("local +relayer-1 +active", (await As("admin-key").TypeAsync("pool")).Output);
        Assert.Contains("There is no such relayer.", (await As("admin-key").TypeAsync("pool", verb, "relayer-9", "--reason", "x")).Error, StringComparison.Ordinal);
    }

    private Shell As(string key) => new([new("MSQ_URL", $"{_world.Address}"), new("MSQ_API_KEY", key)]);

    private Task<(string State, string? Reason)> OrderAsync() => _world.DatabaseAsync(async db =>
    {
        var row = await db.Relayers.AsNoTracking().SingleAsync(x => x.Id == "relayer-1");
        return (row.State, row.StateReason);
    });
}
