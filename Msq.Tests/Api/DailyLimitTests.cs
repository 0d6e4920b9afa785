using System.Globalization;
using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Msq.Local.Servers;
using Msq.Storage;

namespace Msq.Tests.Api;

/// <summary>A day's transactions carry no more together than the client's policy allows.</summary>
public sealed class DailyLimitTests
{
    private const string Limit = "    policy: { maxValuePerDay: \"1000000000000000000000000000000\" }";

    [Fact]
    public async Task What_is_over_the_day_is_refused_and_what_still_fits_is_not()
    {
        await using var world = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit));
        Assert.Equal(202, (await SubmitAsync(world, "999999999999999999999999999999")).Status);

        var over = (await SubmitAsync(world, "2")).IsProblem(403, "policy");
        Assert.Equal(("policy.maxValuePerDay", "value"), (over.Json.GetProperty("rule").GetString(), over.Json.GetProperty("field").GetString()));
        Assert.Contains("; 1 wei", over.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(202, (await SubmitAsync(world, "1")).Status);
        Assert.Equal(403, (await SubmitAsync(world, "1")).Status);
        Assert.Equal(202, (await SubmitAsync(world, "0")).Status);
        // Another chain has ether of its own, and another client its own day.
        Assert.Equal(202, (await world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"1","pool":"other"}""")).Status);
        Assert.Equal(202, (await world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"1","pool":"local"}""", "games-key")).Status);
    }

    [Fact]
    public async Task The_next_day_begins_at_nothing()
    {
        var time = new SetTime { Now = new DateTimeOffset(2030, 1, 31, 23, 59, 59, TimeSpan.Zero) };
        await using var world = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit), time: time);
        Assert.Equal(202, (await SubmitAsync(world, "1000000000000000000000000000000")).Status);
        Assert.Equal(403, (await SubmitAsync(world, "1")).Status);

        time.Now = time.Now.AddSeconds(1);

        Assert.Equal(202, (await SubmitAsync(world, "1000000000000000000000000000000")).Status);
        Assert.Equal(403, (await SubmitAsync(world, "1")).Status);
    }

    [Fact]
    public async Task A_replay_is_not_counted_and_not_refused()
    {
        await using var world = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit));
        var accepted = await SubmitAsync(world, "1000000000000000000000000000000", "k");

        Assert.Equal(accepted.Body, (await SubmitAsync(world, "1000000000000000000000000000000", "k")).Body);
        (await SubmitAsync(world, "5", "k")).IsProblem(422, "idempotency_key_reused");
        (await SubmitAsync(world, "5", "other")).IsProblem(403, "policy");
    }

    [Fact]
    public async Task Items_of_a_batch_are_counted_in_their_order_and_refused_one_by_one()
    {
        await using var world = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit));
        var answer = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/batch", $$"""
            {"items":[{{Item("600000000000000000000000000000")}},{{Item("400000000000000000000000000001", "k")}},{{Item("400000000000000000000000000001", "k")}},
            {{Item("400000000000000000000000000000")}},{{Item("1")}},{{Item("0")}}]}
            """);

        Assert.Equal([null, "policy.maxValuePerDay", "policy.maxValuePerDay", null, "policy.maxValuePerDay", null], PolicyTests.Rules(answer));
        Assert.Equal(3, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Two_processes_cannot_both_spend_the_last_of_it_on_MariaDB()
    {
        var folder = Directory.CreateTempSubdirectory("msq-daily-").FullName;
        await using (var server = new MariaDbServer(folder))
        {
            await server.StartAsync();
            await MsqDatabase.MigrateAsync(server.ConnectionString(), null, CancellationToken.None);
            await using var one = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit), mySql: server.ConnectionString());
            await using var other = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit), mySql: server.ConnectionString());

            // Each of forty asks for a fifteenth, more or less; half of them come again under their keys.
            var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
                SubmitAsync(i % 2 == 0 ? one : other, $"66{new string('0', 25)}{i % 40:00}", $"k{i % 40}")));

            Assert.All(answers, answer => Assert.True(answer.Status is 202 or 403, answer.Body));
            var values = await one.DatabaseAsync(db => db.Transactions.Select(row => row.Value).ToListAsync());
            var sum = values.Aggregate(BigInteger.Zero, (total, value) => total + BigInteger.Parse(value, CultureInfo.InvariantCulture));
            Assert.Equal(15, values.Count);
            Assert.Equal(sum.ToString(CultureInfo.InvariantCulture), await one.DatabaseAsync(db => db.ClientSpendings.Select(row => row.Wei).SingleAsync()));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Task<Answer> SubmitAsync(ApiWorld world, string value, string? key = null) =>
        world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"{{value}}"}""", headers: key is null ? [] : [("Idempotency-Key", key)]);

    private static string Item(string value, string? key = null) =>
        $$"""{"direct":{"to":"{{ApiWorld.Target}}","value":"{{value}}"}{{(key is null ? "" : $",\"idempotencyKey\":\"{key}\"")}}}""";

    private sealed class SetTime : TimeProvider
    {
        public required DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
