using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;

namespace Msq.Tests.Api;

public sealed class SubmittingTests : IAsyncLifetime
{
    private const string To = ApiWorld.Target;
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_transaction_is_accepted_with_a_place_to_look_and_its_row_is_there_at_once()
    {
        var answer = await _world.SubmitAsync($$"""
            {"to":"{{To}}","data":"0xABcd","value":"1000000000000000001","gasLimit":100000,"speed":"fast","validUntil":"2999-01-01T02:00:00.5+02:00","pool":"local","reference":"order-1"}
            """);

        Assert.Equal(202, answer.Status);
        var id = answer.Json.GetProperty("transactionId").GetGuid();
        Assert.Equal(["transactionId", "transactionHash", "status", "createdAt"], answer.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(7, id.Version);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("transactionHash").ValueKind);
        Assert.Equal("queued", answer.Json.GetProperty("status").GetString());
        Assert.EndsWith("Z", answer.Json.GetProperty("createdAt").GetString(), StringComparison.Ordinal);
        Assert.Equal($"/api/v1/relay/status/{id}", answer.Header("Location"));
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.False(answer.Response.Headers.Contains("Server"));

        var row = await _world.DatabaseAsync(db => db.Transactions.Include(x => x.Timeline).SingleAsync(x => x.CorrelationId == id));
        Assert.Equal(
            ("Accepted", "queued", 1, "payments", "direct", "local", 31337UL, To.ToLowerInvariant(), "1000000000000000001", "0xabcd", 100000UL, "fast", "order-1"),
            (row.CurrentState, row.Status, row.Version, row.Client, row.Type, row.Pool, row.ChainId, row.To, row.Value, row.Data, row.GasLimit ?? 0, row.Speed,
                row.Reference!));
        Assert.Equal(new DateTime(2999, 1, 1, 0, 0, 0, 500, DateTimeKind.Utc), row.ValidUntil);
        Assert.Equal(row.CreatedAt.AddSeconds(5), row.NextActionAt);
        Assert.Equal(("accepted", "queued"), (row.Timeline.Single().Event, row.Timeline.Single().Status));
    }

    [Fact]
    public async Task What_is_left_out_gets_its_default()
    {
        var id = await _world.SubmittedAsync("games-key");

        var row = await _world.DatabaseAsync(db => db.Transactions.SingleAsync(x => x.CorrelationId == id));
        Assert.Equal(("other", 5UL, "0", "0x", "average"), (row.Pool, row.ChainId, row.Value, row.Data, row.Speed));
        Assert.Equal((null, null, null, null), (row.GasLimit, row.ValidUntil, row.Reference, row.IdempotencyKey));
    }

    [Fact]
    public async Task The_saga_is_told_of_each_accepted_transaction()
    {
        var id = await _world.SubmittedAsync();

        await ApiWorld.UntilAsync(() => _world.Sent.Contains(new SubmitTransaction(id)));
        Assert.Single(_world.Sent);
    }

    [Theory]
    [InlineData("\"value\":\"0\"")]
    [InlineData("\"value\":\"1\"")]
    [InlineData("\"value\":\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"")]
    [InlineData("\"gasLimit\":21000")]
    [InlineData("\"gasLimit\":\"21000\"")]
    [InlineData("\"data\":\"0x\"")]
    [InlineData("\"speed\":\"safeLow\"")]
    [InlineData("\"validUntil\":\"2999-12-31T23:59:59Z\"")]
    [InlineData("\"validUntil\":\"2999-12-31t23:59:59.123456789-05:30\"")]
    [InlineData("\"data\":null,\"value\":null,\"gasLimit\":null,\"speed\":null,\"validUntil\":null,\"pool\":null,\"reference\":null")]
    public async Task Good_values_are_accepted(string field) =>
        Assert.Equal(202, (await _world.SubmitAsync($$"""{"to":"{{To}}",{{field}}}""")).Status);

    [Theory]
    [InlineData("value", "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"")]
    [InlineData("value", "\"1e18\"")]
    [InlineData("value", "\"-1\"")]
    [InlineData("value", "\"+1\"")]
    [InlineData("value", "\" 1\"")]
    [InlineData("value", "\"0x10\"")]
    [InlineData("value", "\"1.5\"")]
    [InlineData("value", "\"\"")]
    [InlineData("value", "\"01\"")]
    [InlineData("value", "1")]
    [InlineData("value", "1e18")]
    [InlineData("value", "true")]
    [InlineData("value", "[]")]
    [InlineData("data", "\"\"")]
    [InlineData("data", "\"0x1\"")]
    [InlineData("data", "\"0xzz\"")]
    [InlineData("data", "\"abcd\"")]
    [InlineData("data", "7")]
    [InlineData("gasLimit", "20999")]
    [InlineData("gasLimit", "0")]
    [InlineData("gasLimit", "-21000")]
    [InlineData("gasLimit", "21000.5")]
    [InlineData("gasLimit", "1e6")]
    [InlineData("gasLimit", "1000000001")]
    [InlineData("gasLimit", "99999999999999999999999")]
    [InlineData("gasLimit", "\"0x5208\"")]
    [InlineData("gasLimit", "\"\"")]
    [InlineData("gasLimit", "{}")]
    [InlineData("speed", "\"FAST\"")]
    [InlineData("speed", "1")]
    [InlineData("validUntil", "\"2020-01-01T00:00:00Z\"")]
    [InlineData("validUntil", "\"2999-01-01T00:00:00\"")]
    [InlineData("validUntil", "\"2999-01-01\"")]
    [InlineData("validUntil", "\"2999-02-30T00:00:00Z\"")]
    [InlineData("validUntil", "\"tomorrow\"")]
    [InlineData("validUntil", "32503680000")]
    [InlineData("pool", "\"nowhere\"")]
    [InlineData("pool", "\"other\"")]
    [InlineData("pool", "1")]
    [InlineData("reference", "\"\"")]
    [InlineData("reference", "5")]
    [InlineData("reference", "\"\\ud800\"")]
    [InlineData("callbackUrl", "\"https://example.org\"")]
    [InlineData("Value", "\"1\"")]
    public async Task A_bad_value_is_refused_by_its_field_name(string field, string value)
    {
        var answer = await _world.SubmitAsync($$"""{"to":"{{To}}","{{field}}":{{value}}}""");

        answer.IsProblem(400, "validation");
        Assert.Equal([field], answer.ErrorFields);
        Assert.Equal(0, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"0x70997970C51812dc3A010C7d01b50e0d17dc79\"")]
    [InlineData("\"70997970C51812dc3A010C7d01b50e0d17dc79C8\"")]
    [InlineData("\"0x70997970C51812dc3A010C7d01b50e0d17dc79c8\"")]
    [InlineData("\"vitalik.eth\"")]
    [InlineData("1")]
    public async Task A_bad_target_is_refused(string to) =>
        Assert.Equal(["to"], (await _world.SubmitAsync($$"""{"to":{{to}}}""")).IsProblem(400, "validation").ErrorFields);

    [Theory]
    [InlineData("0x70997970c51812dc3a010c7d01b50e0d17dc79c8")]
    [InlineData("0x70997970C51812DC3A010C7D01B50E0D17DC79C8")]
    public async Task A_target_in_one_letter_case_needs_no_checksum(string to) =>
        Assert.Equal(202, (await _world.SubmitAsync($$"""{"to":"{{to}}"}""")).Status);

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var answer = await _world.SubmitAsync("""{"value":1,"data":"x","gas":1,"speed":"slow","validUntil":"2020-01-01T00:00:00Z","reference":""}""",
            headers: ("Idempotency-Key", "with blank"));

        answer.IsProblem(400, "validation");
        Assert.Equal(["Idempotency-Key", "data", "gas", "reference", "speed", "to", "validUntil", "value"], answer.ErrorFields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_field_given_twice_is_refused() =>
        Assert.Equal(["value"], (await _world.SubmitAsync($$"""{"to":"{{To}}","value":"1","value":"2"}""")).IsProblem(400, "validation").ErrorFields);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"to\":}")]
    [InlineData("{\"to\":\"0x\",}")]
    [InlineData("{} {}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("/* hi */ {}")]
    public async Task Malformed_JSON_is_refused(string body) => (await _world.SubmitAsync(body)).IsProblem(400, "malformed_json");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("")]
    public async Task Another_content_type_is_refused(string type) =>
        (await _world.SubmitAsync($$"""{"to":"{{To}}"}""", headers: ("Content-Type", type))).IsProblem(415, "unsupported_media_type");

    [Theory]
    [InlineData(300 * 1024)]
    [InlineData(2 * 1024 * 1024)]
    public async Task A_body_that_is_too_long_is_refused(int length) =>
        (await _world.SubmitAsync(new string(' ', length))).IsProblem(413, "payload_too_large");

    [Fact]
    public async Task Calldata_as_long_as_a_body_may_be_is_accepted() =>
        Assert.Equal(202, (await _world.SubmitAsync($$"""{"to":"{{To}}","data":"0x{{new string('a', 255 * 1024)}}"}""")).Status);

    [Fact]
    public async Task A_broker_that_is_away_keeps_nothing_from_being_accepted()
    {
        await using var world = await ApiWorld.StartAsync(broker: "amqp://guest:guest@127.0.0.1:1/");

        var id = await world.SubmittedAsync();
        Assert.Equal("queued", (await world.GetAsync($"/api/v1/relay/status/{id}")).Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("Data Source=/nonexistent/msq.db", null)]
    [InlineData(null, "Server=127.0.0.1;Port=1;Database=msq;User=msq")]
    public async Task A_database_that_is_away_is_503_and_never_404(string? sqlite, string? mySql)
    {
        await using var world = await ApiWorld.StartAsync(sqlite: sqlite, mySql: mySql);

        var refused = await world.SubmitAsync($$"""{"to":"{{To}}"}""");
        refused.IsProblem(503, "unavailable");
        Assert.Equal("2", refused.Header("Retry-After"));
        (await world.GetAsync($"/api/v1/relay/status/{Guid.CreateVersion7()}")).IsProblem(503, "unavailable");
        Assert.Empty(world.Sent);
    }
}
