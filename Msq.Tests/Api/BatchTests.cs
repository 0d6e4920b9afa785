using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;

namespace Msq.Tests.Api;

public sealed class BatchTests
{
    [Fact]
    public async Task Each_item_gets_its_own_answer_and_the_good_ones_are_committed()
    {
        await using var world = await ApiWorld.StartAsync();
        var answer = await SubmitAsync(world, $$$"""
            {"items":[
              {"direct":{{{Call("1")}}}},
              {"direct":{"to":"0x12"}},
              {"gasless":{"signature":"0x"}},
              {},
              {"direct":{{{Call("1")}}},"gasless":{}},
              {"direct":{{{Call("1")}}},"colour":"red"},
              {"direct":{{{Call("2")}}},"idempotencyKey":"own"},
              7
            ]}
            """);

        Assert.Equal(202, answer.Status);
        var items = answer.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, 8), items.Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal([0, 6], items.Where(item => item.GetProperty("transactionId").ValueKind == JsonValueKind.String).Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(
            ["to", "request", "direct", "direct", "colour", ""],
            items.Where(item => item.GetProperty("problem").ValueKind == JsonValueKind.Object)
                .Select(item => item.GetProperty("problem").GetProperty("errors").EnumerateObject().First().Name));
        var rows = await world.DatabaseAsync(db => db.Transactions.OrderBy(row => row.Value).Select(row => new { row.CorrelationId, row.Value, row.IdempotencyKey }).ToListAsync());
        Assert.Equal([("1", null), ("2", "own")], rows.Select(row => (row.Value, row.IdempotencyKey)));
        await ApiWorld.UntilAsync(() => rows.All(row => world.Sent.Contains(new SubmitTransaction(row.CorrelationId))));
    }

    [Fact]
    public async Task The_batch_again_under_its_key_is_the_same_transactions_and_what_changed_is_refused()
    {
        await using var world = await ApiWorld.StartAsync();
        var first = await SubmitAsync(world, Body(3), ("Idempotency-Key", "payout"));
        var again = await SubmitAsync(world, Body(3), ("Idempotency-Key", "\"payout\""));
        var longer = await SubmitAsync(world, Body(5), ("Idempotency-Key", "payout"));
        var other = await SubmitAsync(world, Body(1).Replace("\"0\"", "\"9\"", StringComparison.Ordinal), ("Idempotency-Key", "payout"));

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(Ids(first), Ids(longer).Take(3));
        Assert.Equal("idempotency_key_reused", other.Json.GetProperty("items")[0].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal(5, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
        // An item's key is a key like any other.
        var single = await world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"1"}""", headers: ("Idempotency-Key", "payout:1"));
        Assert.Equal(Ids(first)[1], single.Json.GetProperty("transactionId").GetGuid());
    }

    [Fact]
    public async Task One_key_twice_in_a_batch_is_one_transaction()
    {
        await using var world = await ApiWorld.StartAsync();
        var same = $$"""{"direct":{"to":"{{ApiWorld.Target}}"},"idempotencyKey":"k"}""";
        var answer = await SubmitAsync(world, $$"""{"items":[{{same}},{{same}},{"direct":{"to":"{{ApiWorld.Target}}","value":"5"},"idempotencyKey":"k"}]}""");

        var ids = Ids(answer);
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal("idempotency_key_reused", answer.Json.GetProperty("items")[2].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Equal_batches_at_once_are_one_set_of_transactions()
    {
        await using var world = await ApiWorld.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SubmitAsync(world, Body(20), ("Idempotency-Key", "payout"))));

        Assert.All(answers, answer => Assert.Equal(answers[0].Body, answer.Body));
        Assert.Equal(20, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Five_hundred_items_are_taken_and_one_more_is_refused()
    {
        await using var world = await ApiWorld.StartAsync();

        Assert.Equal(500, Ids(await SubmitAsync(world, Body(500))).Distinct().Count());
        Assert.Equal(["items"], (await SubmitAsync(world, Body(501))).IsProblem(400, "validation").ErrorFields);
        Assert.Equal(500, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Theory]
    [InlineData("""{"items":[]}""", "items")]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("{}", "items")]
    [InlineData("""{"items":[{}],"pool":"local"}""", "pool")]
    public async Task What_is_wrong_with_the_list_is_said_by_field(string body, string field)
    {
        await using var world = await ApiWorld.StartAsync();
        Assert.Contains(field, (await SubmitAsync(world, body)).IsProblem(400, "validation").ErrorFields);
    }

    [Fact]
    public async Task A_key_that_leaves_no_room_for_the_index_is_refused()
    {
        await using var world = await ApiWorld.StartAsync();
        (await SubmitAsync(world, Body(1), ("Idempotency-Key", new string('k', 252)))).IsProblem(400, "validation");
        Assert.Equal(202, (await SubmitAsync(world, Body(1), ("Idempotency-Key", new string('k', 251)))).Status);
    }

    private static string Body(int count) =>
        $$"""{"items":[{{string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"direct":{{Call($"{i}")}} }""")))}}]}""";

    private static string Call(string value) => $$"""{"to":"{{ApiWorld.Target}}","value":"{{value}}"}""";

    private static List<Guid> Ids(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray()
        .Select(item => item.GetProperty("transactionId")).Where(id => id.ValueKind == JsonValueKind.String).Select(id => id.GetGuid())];

    private static Task<Answer> SubmitAsync(ApiWorld world, string body, params (string, string)[] headers) =>
        world.SendAsync(HttpMethod.Post, "/api/v1/relay/batch", body, headers: headers);
}
