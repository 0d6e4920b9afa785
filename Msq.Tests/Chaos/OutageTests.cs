using System.Net;
using System.Text.Json.Nodes;
using Msq.Local;
using Msq.Local.Servers;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Chaos;

/// <summary>Long outages under load.</summary>
[Collection(AloneCollection.Name)]
public sealed class OutageTests
{
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Path.Combine(
        Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs"), $"outage-{Guid.CreateVersion7():N}");

    [Fact]
    public async Task Without_Redis_and_with_broker_and_database_away_for_long_nothing_accepted_is_lost()
    {
        await using var world = await ChaosWorld.StartAsync(_folder);
        using var clients = new ChaosClients(world, seed: 1);
        await world.Stack.Redis.StopAsync();
        clients.Submit(20);
        await clients.AnsweredAsync();

        // RabbitMQ away for 30 s: what is submitted meanwhile is accepted meanwhile.
        await world.Stack.Broker.StopAsync();
        await LastAsync(TimeSpan.FromSeconds(30), async () =>
        {
            clients.Submit(3);
            await clients.AnsweredAsync();
        });
        Assert.False(world.Stack.Broker.IsRunning);
        await world.Stack.Broker.StartAsync();

        // MariaDB away for 20 s: nothing is accepted, and clients are told at once when to try again.
        await world.Stack.Database.StopAsync();
        await LastAsync(TimeSpan.FromSeconds(20), () => RefusedAsync(world));
        clients.Submit(20);
        await world.Stack.Database.StartAsync();
        await clients.AnsweredAsync();

        await UntilAllEndedAsync(world);
        var verdict = await ChaosVerdict.ReachAsync(clients, world.Counter);
        Assert.Empty(clients.Refusals);
        Assert.True(verdict.Submitted >= 40, verdict.ToString());
        Assert.Equal((0, 0, 0, 0), (verdict.Lost, verdict.Doubled, verdict.Stuck, verdict.Wrong));
    }

    private static async Task RefusedAsync(ChaosWorld world)
    {
        using var api = Development.CreateClient(world.Stack.Url);
        api.Timeout = Prompt;
        using var body = new StringContent(new JsonObject { ["to"] = world.Counter.Address }.ToJsonString(), null, "application/json");
        using var answer = await api.PostAsync("/api/v1/relay/direct", body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    // An outage lasts; what is done meanwhile is done about once a second.
    private static async Task LastAsync(TimeSpan duration, Func<Task> meanwhile)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < duration)
        {
            await meanwhile();
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task UntilAllEndedAsync(ChaosWorld world)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (await world.Records.UnfinishedAsync() > 0)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
                Assert.Fail($"not over: {string.Join('\n', await world.Records.UnfinishedWordsAsync())}");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }
}
