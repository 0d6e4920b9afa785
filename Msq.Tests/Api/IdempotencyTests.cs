using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Local.Servers;
using Msq.Storage;

namespace Msq.Tests.Api;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Body = $$"""{"to":"{{ApiWorld.Target}}","value":"5"}""";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData("order-4711", "order-4711")]
    [InlineData("\"order-4711\"", "\"order-4711\"")]
    [InlineData("order-4711", "\"order-4711\"")]
    public async Task The_same_key_and_request_get_the_same_answer_again_and_one_transaction(string first, string second)
    {
        var accepted = await _world.SubmitAsync(Body, headers: ("Idempotency-Key", first));
        await _world.ChangeAsync(accepted.Json.GetProperty("transactionId").GetGuid(), row => (row.Status, row.Hash) = ("submitted", "0x12"));
        var replay = await _world.SubmitAsync(Body, headers: ("Idempotency-Key", second));

        Assert.Equal((202, 202), (accepted.Status, replay.Status));
        Assert.Equal(accepted.Body, replay.Body);
        Assert.Equal(accepted.Header("Location"), replay.Header("Location"));
        Assert.Equal((null, "true"), (accepted.Header("Idempotency-Replayed"), replay.Header("Idempotency-Replayed")));
        Assert.Equal(1, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
        Assert.Equal(1, await _world.DatabaseAsync(db => db.TransactionEvents.CountAsync()));
    }

    [Fact]
    public async Task Two_spellings_of_one_request_are_one_request()
    {
        var target = ApiWorld.Target.ToLowerInvariant();
        await _world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}"}""", headers: ("Idempotency-Key", "k"));
        var replay = await _world.SubmitAsync($$"""{"pool":"local", "value":"0", "data":"0x", "to":"{{target}}", "speed":"average"}""", headers: ("Idempotency-Key", "k"));

        Assert.Equal("true", replay.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        await _world.SubmitAsync(Body, headers: ("Idempotency-Key", "k"));

        (await _world.SubmitAsync(Body.Replace("\"5\"", "\"6\"", StringComparison.Ordinal), headers: ("Idempotency-Key", "k"))).IsProblem(422, "idempotency_key_reused");
        Assert.Equal(1, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Keys_of_two_clients_and_keys_in_another_letter_case_are_different_keys()
    {
        foreach (var (key, idempotencyKey) in new[] { ("payments-key", "k"), ("games-key", "k"), ("payments-key", "K") })
            Assert.Null((await _world.SubmitAsync(Body, key, ("Idempotency-Key", idempotencyKey))).Header("Idempotency-Replayed"));

        Assert.Equal(3, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Without_a_key_equal_requests_are_two_transactions()
    {
        await _world.SubmitAsync(Body);
        await _world.SubmitAsync(Body);

        Assert.Equal(2, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task A_replay_after_its_validUntil_is_still_a_replay()
    {
        var until = DateTime.Parse("2999-01-01T00:00:00Z", null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        var time = new ShiftedTime();
        await using var world = await ApiWorld.StartAsync(time: time);
        var body = $$"""{"to":"{{ApiWorld.Target}}","validUntil":"2999-01-01T00:00:00Z"}""";
        var accepted = await world.SubmitAsync(body, headers: ("Idempotency-Key", "k"));

        time.Now = until.AddSeconds(1);
        var replay = await world.SubmitAsync(body, headers: ("Idempotency-Key", "k"));

        Assert.Equal((202, accepted.Body, "true"), (replay.Status, replay.Body, replay.Header("Idempotency-Replayed")));
        Assert.Equal(["validUntil"], (await world.SubmitAsync(body, headers: ("Idempotency-Key", "other"))).IsProblem(400, "validation").ErrorFields);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("\"\"")]
    [InlineData("a\tb")]
    public async Task A_bad_key_is_refused(string key) =>
        Assert.Equal(["Idempotency-Key"], (await SubmitRawAsync(key)).IsProblem(400, "validation").ErrorFields);

    [Fact]
    public async Task A_key_may_have_255_characters_and_no_more()
    {
        Assert.Equal(202, (await _world.SubmitAsync(Body, headers: ("Idempotency-Key", new string('k', 255)))).Status);
        (await _world.SubmitAsync(Body, headers: ("Idempotency-Key", new string('k', 256)))).IsProblem(400, "validation");
    }

    [Fact]
    public async Task Equal_requests_at_once_are_one_transaction() => await RaceAsync(_world);

    [Fact]
    public async Task What_is_refused_to_one_costs_nobody_else_who_submits_at_the_same_moment()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 48).Select(async i =>
        {
            // Every third one comes without a key; of the others two each want the same key for different requests.
            var answer = await _world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"{{i}}"}""", headers: i % 3 == 0 ? [] : [("Idempotency-Key", $"k{i / 3}")]);
            return (Key: i % 3 == 0 ? null : $"k{i / 3}", answer.Status);
        }));

        Assert.All(answers.Where(answer => answer.Key is null), answer => Assert.Equal(202, answer.Status));
        Assert.All(answers.Where(answer => answer.Key is not null).GroupBy(answer => answer.Key), pair => Assert.Equal([202, 422], pair.Select(answer => answer.Status).Order()));
        Assert.Equal(32, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Equal_requests_at_once_are_one_transaction_on_MariaDB()
    {
        var folder = Directory.CreateTempSubdirectory("msq-api-mariadb-").FullName;
        await using (var server = new MariaDbServer(folder))
        {
            await server.StartAsync();
            await MsqDatabase.MigrateAsync(server.ConnectionString(), null, CancellationToken.None);
            await using var world = await ApiWorld.StartAsync(mySql: server.ConnectionString());
            await RaceAsync(world);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task RaceAsync(ApiWorld world)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => world.SubmitAsync(Body, headers: ("Idempotency-Key", "race"))));

        Assert.All(answers, answer => Assert.Equal((202, answers[0].Body), (answer.Status, answer.Body)));
        Assert.Equal(23, answers.Count(answer => answer.Header("Idempotency-Replayed") == "true"));
        var id = await world.DatabaseAsync(db => db.Transactions.Select(x => x.CorrelationId).SingleAsync());
        await ApiWorld.UntilAsync(() => world.Sent.Contains(new SubmitTransaction(id)));
        Assert.Single(world.Sent);
    }

    private Task<Answer> SubmitRawAsync(string key) => _world.SubmitAsync(Body, headers: ("Idempotency-Key", key));

    private sealed class ShiftedTime : TimeProvider
    {
        public DateTimeOffset? Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now ?? base.GetUtcNow();
    }
}
