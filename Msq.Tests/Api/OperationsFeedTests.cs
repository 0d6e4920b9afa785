using System.Net.ServerSentEvents;
using System.Text.Json;
using Msq.Storage.Relayers;

namespace Msq.Tests.Api;

/// <summary>What operators are told live.</summary>
public sealed class OperationsFeedTests : IAsyncLifetime
{
    private const string Path = "/api/v1/operations/live";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task They_are_told_how_everything_stands_and_then_how_it_has_changed()
    {
        await _world.DatabaseAsync(db =>
        {
            db.Relayers.Add(new RelayerRow { Id = "relayer-1", Healthy = true, Balance = "7", ObservedAt = TimeProvider.System.GetUtcNow().UtcDateTime });
            return db.SaveChangesAsync();
        });
        await _world.SubmittedAsync();
        await using var operations = await OpenAsync();

        var first = await operations.UntilAsync(_ => true);
        Assert.Equal([("local", "queued", 1)], first.GetProperty("open").EnumerateArray().Select(open => (Text(open, "pool"), Text(open, "status"), open.GetProperty("count").GetInt32())));
        Assert.Equal((0.1, 0, 0), (first.GetProperty("acceptedPerSecond").GetDouble(), first.GetProperty("unresolved").GetInt32(), first.GetProperty("errorQueues").GetArrayLength()));
        Assert.Equal(("healthy", "7"), (Text(first.GetProperty("pools")[0].GetProperty("relayers")[0], "health"), Text(first.GetProperty("pools")[0].GetProperty("relayers")[0], "balance")));

        var doubted = await _world.SubmittedAsync("games-key");
        await _world.ChangeAsync(doubted, row => row.Unresolved = "nobody knows");
        await operations.UntilAsync(state => state.GetProperty("unresolved").GetInt32() == 1 && state.GetProperty("open").GetArrayLength() == 2);
    }

    [Fact]
    public async Task There_is_one_look_for_all_who_listen()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        var seen = new HashSet<string>();
        for (var i = 0; i < 3; i++)
            seen.Add(Text(await one.UntilAsync(_ => true), "at"));

        Assert.Contains(Text(await other.UntilAsync(state => seen.Contains(Text(state, "at"))), "at"), seen);
    }

    [Fact]
    public async Task So_many_may_listen_and_no_more_until_one_is_gone()
    {
        var listening = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync()));

        (await _world.GetAsync(Path, "admin-key")).IsProblem(503, "unavailable");

        await listening[0].DisposeAsync();
        await ApiWorld.UntilAsync(async () =>
        {
            await using var again = await OpenAsync();
            return again.Status == 200;
        });
        foreach (var listener in listening)
            await listener.DisposeAsync();
    }

    [Fact]
    public async Task While_the_broker_is_away_the_rest_is_told_all_the_same()
    {
        await using var world = await ApiWorld.StartAsync(broker: "amqp://guest:guest@127.0.0.1:1/");
        await using var operations = await Listener.OpenAsync(world);

        Assert.Equal(JsonValueKind.Null, (await operations.UntilAsync(_ => true)).GetProperty("errorQueues").ValueKind);
    }

    [Fact]
    public async Task While_the_database_is_away_they_are_told_so()
    {
        await using var world = await ApiWorld.StartAsync(sqlite: "", mySql: "Server=127.0.0.1;Port=1;User ID=msq;Password=x;Database=msq");
        await using var operations = await Listener.OpenAsync(world);

        Assert.Equal("away", (await operations.NextAsync()).Name);
    }

    [Fact]
    public async Task Nobody_else_may_listen() => (await _world.GetAsync(Path)).IsProblem(403, "forbidden");

    private Task<Listener> OpenAsync() => Listener.OpenAsync(_world);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private sealed class Listener(HttpClient http, HttpResponseMessage response, Stream body) : IAsyncDisposable
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
        private readonly IAsyncEnumerator<SseItem<string>> _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();

        public int Status => (int)response.StatusCode;

        public static async Task<Listener> OpenAsync(ApiWorld world)
        {
            var http = world.Client("admin-key");
            var response = await http.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead);
            return new Listener(http, response, await response.Content.ReadAsStreamAsync());
        }

        public async Task<(string Name, JsonElement Data)> NextAsync()
        {
            Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Deadline));
            return (_events.Current.EventType, JsonSerializer.Deserialize<JsonElement>(_events.Current.Data));
        }

        public async Task<JsonElement> UntilAsync(Predicate<JsonElement> fits)
        {
            var begun = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(begun) < Deadline)
            {
                if (await NextAsync() is ("state", var state) && fits(state))
                    return state;
            }

            throw new TimeoutException("It was not told.");
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            http.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
