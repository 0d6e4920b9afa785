using System.Text.Json;
using Msq.Contracts.Messages;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

public sealed class OperationTests : IAsyncLifetime
{
    private const string Admin = "admin-key";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task What_does_not_move_is_listed_with_the_reason_oldest_first_and_page_by_page()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Add(await _world.SubmittedAsync());
        await _world.ChangeAsync(ids[1], row =>
        {
            row.CurrentState = "InDoubt";
            row.Unresolved = "the relayer may have lost its memory";
        });
        await _world.ChangeAsync(ids[3], row => row.CurrentState = "Ended");

        var first = (await _world.GetAsync("/api/v1/operations/unresolved?olderThan=0&limit=3", Admin)).Json;
        var second = (await _world.GetAsync($"/api/v1/operations/unresolved?olderThan=0&limit=3&cursor={first.GetProperty("next").GetString()}", Admin)).Json;

        Assert.Equal([ids[0], ids[1], ids[2], ids[4]], Ids(first).Concat(Ids(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var doubted = first.GetProperty("items")[1];
        Assert.Equal(("the relayer may have lost its memory", "payments"), (doubted.GetProperty("reason").GetString(), doubted.GetProperty("client").GetString()));
        Assert.Contains("nobody has taken it up", first.GetProperty("items")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_young_transaction_is_listed_only_when_something_is_wrong_with_it()
    {
        await _world.SubmittedAsync();
        var doubted = await _world.SubmittedAsync();
        await _world.ChangeAsync(doubted, row => row.Unresolved = "nobody knows");

        Assert.Equal([doubted], Ids((await _world.GetAsync("/api/v1/operations/unresolved", Admin)).Json));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("olderThan=-1", "olderThan")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_bad_query_is_named(string query, string field)
    {
        var answer = await _world.GetAsync($"/api/v1/operations/unresolved?{query}", Admin);

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("GET", "unresolved")]
    [InlineData("POST", "01234567-89ab-7def-8123-456789abcdef/look")]
    [InlineData("POST", "01234567-89ab-7def-8123-456789abcdef/close")]
    public async Task Only_operators_may_operate(string method, string path)
    {
        Assert.Equal(403, (await _world.SendAsync(new HttpMethod(method), $"/api/v1/operations/{path}")).Status);
        Assert.Equal(401, (await _world.SendAsync(new HttpMethod(method), $"/api/v1/operations/{path}", key: null)).Status);
    }

    [Fact]
    public async Task A_look_is_ordered_in_the_operators_name()
    {
        var id = await _world.SubmittedAsync();

        Assert.Equal(202, (await _world.SendAsync(HttpMethod.Post, $"/api/v1/operations/{id}/look", key: Admin)).Status);

        await ApiWorld.UntilAsync(() => _world.Sent.OfType<LookNow>().Any(order => order.TransactionId == id && order.By == "operator (operator-1)"));
    }

    [Fact]
    public async Task A_transaction_is_ended_by_hand_with_a_reason()
    {
        var id = await _world.SubmittedAsync();

        Assert.Equal(202, (await CloseAsync(id, """{"status":"failed","reason":"paid by hand"}""")).Status);

        await ApiWorld.UntilAsync(() => _world.Sent.OfType<CloseTransaction>().Any(order =>
            order == new CloseTransaction(id, "failed", "paid by hand", "operator (operator-1)")));
    }

    [Theory]
    [InlineData("""{"status":"confirmed","reason":"x"}""", "status")]
    [InlineData("""{"status":"failed"}""", "reason")]
    [InlineData("""{"status":"failed","reason":" "}""", "reason")]
    [InlineData("""{"status":"failed","reason":"x","force":true}""", "force")]
    public async Task A_bad_close_is_named(string body, string field)
    {
        var answer = await CloseAsync(await _world.SubmittedAsync(), body);

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(field, out _));
        Assert.Empty(_world.Sent.OfType<CloseTransaction>());
    }

    [Theory]
    [InlineData(TransactionStatus.Mined)]
    [InlineData(TransactionStatus.Confirmed)]
    public async Task What_the_chain_has_cannot_be_ended_by_hand(string status)
    {
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row => row.Status = status);

        Assert.Equal(409, (await CloseAsync(id, """{"status":"failed","reason":"x"}""")).Status);
    }

    [Fact]
    public async Task What_does_not_exist_is_404() =>
        Assert.Equal(404, (await CloseAsync(Guid.CreateVersion7(), """{"status":"failed","reason":"x"}""")).Status);

    private Task<Answer> CloseAsync(Guid id, string body) => _world.SendAsync(HttpMethod.Post, $"/api/v1/operations/{id}/close", body, Admin);

    private static IEnumerable<Guid> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("transactionId").GetGuid());
}
