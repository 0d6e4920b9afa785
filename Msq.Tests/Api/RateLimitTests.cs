using System.Globalization;
using Msq.Local.Servers;
using StackExchange.Redis;

namespace Msq.Tests.Api;

/// <summary>A client that asks too often is told when to come back.</summary>
public sealed class RateLimitTests
{
    private const string Limit = "    rateLimit: { requests: 3, per: 3000s }";

    [Fact]
    public async Task A_client_that_asks_too_often_gets_429_with_the_time_to_come_back()
    {
        await using var world = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit));
        var answers = new List<Answer>();
        for (var i = 0; i < 5; i++)
            answers.Add(await SubmitAsync(world));

        Assert.Equal([202, 202, 202, 429, 429], answers.Select(answer => answer.Status));
        Assert.Equal([2, 1, 0, 0, 0], answers.Select(answer => Standing(answer).Remaining));
        Assert.All(answers, answer => Assert.Equal("\"client\";q=3;w=3000", answer.Header("RateLimit-Policy")));
        Assert.All(answers, answer => Assert.InRange(Standing(answer).Next, 900, 1000));
        Assert.All(answers.Skip(3), answer => Assert.Equal(Standing(answer.IsProblem(429, "rate_limited")).Next, int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture)));
        // Another key of the client is the same client; another client is not, and one without a limit hears nothing of it.
        Assert.Equal(429, (await SubmitAsync(world, "second-key")).Status);
        var other = await SubmitAsync(world, "games-key");
        Assert.Equal((202, null, null), (other.Status, other.Header("RateLimit"), other.Header("RateLimit-Policy")));
    }

    [Fact]
    public async Task The_bucket_fills_evenly_and_no_further_than_full()
    {
        var time = new MovedTime();
        await using var world = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit), time: time);
        for (var i = 0; i < 3; i++)
            Assert.Equal(202, (await SubmitAsync(world)).Status);

        time.Moved = TimeSpan.FromSeconds(950);
        Assert.Equal(429, (await SubmitAsync(world)).Status);
        time.Moved = TimeSpan.FromSeconds(1001);
        Assert.Equal(202, (await SubmitAsync(world)).Status);
        Assert.Equal(429, (await SubmitAsync(world)).Status);
        time.Moved = TimeSpan.FromDays(1);
        for (var i = 0; i < 3; i++)
            Assert.Equal(202, (await SubmitAsync(world)).Status);
        Assert.Equal(429, (await SubmitAsync(world)).Status);
    }

    [Fact]
    public async Task All_processes_count_together_with_Redis_and_each_by_itself_without()
    {
        var folder = Directory.CreateTempSubdirectory("msq-rate-").FullName;
        await using (var redis = new RedisServer(folder))
        {
            await redis.StartAsync();
            await using var one = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit), redis: redis.ConnectionString);
            await using var other = await ApiWorld.StartAsync(PolicyTests.WithPolicy(Limit), redis: redis.ConnectionString);

            // Each is ready to ask Redis.
            foreach (var world in new[] { one, other })
                await ApiWorld.UntilAsync(() => ((IConnectionMultiplexer)world.Services.GetService(typeof(IConnectionMultiplexer))!).IsConnected);
            Assert.Equal([202, 202, 202, 429, 429, 429], await StatusesAsync(one, other, one, other, one, other));

            await redis.StopAsync();
            Assert.Equal([202, 202, 202, 429, 202, 202, 202, 429], await StatusesAsync(one, one, one, one, other, other, other, other));
            Assert.Contains(one.Log.Of("Msq.Api.RateLimits.ClientRates"), line => line.StartsWith("Redis is away", StringComparison.Ordinal));

            // Back, with what it remembers.
            await redis.StartAsync();
            await ApiWorld.UntilAsync(async () =>
            {
                await SubmitAsync(one);
                return one.Log.Of("Msq.Api.RateLimits.ClientRates").Any(line => line.StartsWith("Redis is back", StringComparison.Ordinal));
            });
            Assert.Equal([429], await StatusesAsync(one));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<List<int>> StatusesAsync(params ApiWorld[] worlds)
    {
        var statuses = new List<int>();
        foreach (var world in worlds)
            statuses.Add((await SubmitAsync(world)).Status);
        return statuses;
    }

    private static Task<Answer> SubmitAsync(ApiWorld world, string key = "payments-key") => world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}"}""", key);

    // "client";r=2;t=999
    private static (int Remaining, int Next) Standing(Answer answer)
    {
        var parts = answer.Header("RateLimit")!.Split(';');
        Assert.Equal(["\"client\"", "r=", "t="], [parts[0], parts[1][..2], parts[2][..2]]);
        return (int.Parse(parts[1][2..], CultureInfo.InvariantCulture), int.Parse(parts[2][2..], CultureInfo.InvariantCulture));
    }

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Moved { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Moved.TotalSeconds * TimestampFrequency);
    }
}
