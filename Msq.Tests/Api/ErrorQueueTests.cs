namespace Msq.Tests.Api;

/// <summary>What operators see of messages that nobody could handle, and have done with them, over a real broker.</summary>
[Collection(ErrorQueueCollection.Name)]
public sealed class ErrorQueueTests(ErrorQueueWorld broker) : IAsyncLifetime
{
    private const string Admin = "admin-key";
    private const string Path = "/api/v1/operations/error-queues";
    private const string Queue = "msq-gas_error";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync(broker: broker.Broker);

    public async Task DisposeAsync()
    {
        broker.Failing = _ => null;
        await RequeueAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task They_are_listed_with_the_newest_failure_and_a_requeue_has_each_of_them_handled_once()
    {
        broker.Failing = message => new InvalidOperationException($"no estimate for {message.Data}");
        await broker.SendAsync("0x01");
        await CountedAsync(1);
        await broker.SendAsync("0x02");
        await CountedAsync(2);

        var listed = Assert.Single((await _world.GetAsync(Path, Admin)).Json.GetProperty("queues").EnumerateArray());
        Assert.Equal((Queue, "msq-gas"), (listed.GetProperty("queue").GetString(), listed.GetProperty("from").GetString()));
        var last = listed.GetProperty("last");
        Assert.Equal(
            ("EstimateGas", "System.InvalidOperationException", "no estimate for 0x02"), (last.GetProperty("message").GetString(), last.GetProperty("exception").GetString(), last.GetProperty("reason").GetString()));
        Assert.True(last.TryGetProperty("at", out var at) && at.GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddMinutes(-5));

        broker.Failing = _ => null;
        var answer = await RequeueAsync();

        Assert.Equal((200, 2), (answer.Status, answer.Json.GetProperty("moved").GetInt32()));
        await ApiWorld.UntilAsync(() => broker.Handled.Count(message => message.Data is "0x01" or "0x02") == 2);
        await CountedAsync(0);
        Assert.Equal(0, (await RequeueAsync()).Json.GetProperty("moved").GetInt32());
        Assert.Contains($"operator (operator-1) moved 2 messages of {Queue} back to where they came from", _world.Log.Of("Msq.Api.Audit.AuditLog"));
    }

    [Fact]
    public async Task What_fails_again_comes_back()
    {
        broker.Failing = _ => new InvalidOperationException("still not");
        await broker.SendAsync("0x03");
        await CountedAsync(1);

        Assert.Equal(1, (await RequeueAsync()).Json.GetProperty("moved").GetInt32());

        await CountedAsync(1);
    }

    [Fact]
    public async Task Looking_at_them_ever_so_often_loses_none_although_the_broker_drops_what_it_gets_back_too_often()
    {
        await broker.LimitReturnsAsync();
        broker.Failing = _ => new InvalidOperationException("no");
        await broker.SendAsync("0x04");
        await broker.SendAsync("0x05");
        await CountedAsync(2);

        for (var look = 0; look < 45; look++)
            Assert.Equal(200, (await _world.GetAsync(Path, Admin)).Status);

        await CountedAsync(2);
        broker.Failing = _ => null;
        Assert.Equal(2, (await RequeueAsync()).Json.GetProperty("moved").GetInt32());
        await ApiWorld.UntilAsync(() => broker.Handled.Count(message => message.Data is "0x04" or "0x05") == 2);
    }

    [Theory]
    [InlineData("msq-nothing_error")]
    [InlineData("msq-broadcasts_error")]
    public async Task A_queue_that_Msq_does_not_have_or_that_no_message_ever_got_into_is_not_found(string queue) => (await RequeueAsync(queue)).IsProblem(404, "not_found");

    [Fact]
    public async Task Only_operators_may_look_and_requeue()
    {
        (await _world.GetAsync(Path)).IsProblem(403, "forbidden");
        (await _world.SendAsync(HttpMethod.Post, $"{Path}/{Queue}/requeue")).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task Without_the_broker_the_answer_is_that_it_cannot_be_done_now()
    {
        await using var alone = await ApiWorld.StartAsync(broker: "amqp://guest:guest@127.0.0.1:1/");

        (await alone.GetAsync(Path, Admin)).IsProblem(503, "unavailable");
        (await alone.SendAsync(HttpMethod.Post, $"{Path}/{Queue}/requeue", key: Admin)).IsProblem(503, "unavailable");
    }

    private Task<Answer> RequeueAsync(string queue = Queue) => _world.SendAsync(HttpMethod.Post, $"{Path}/{queue}/requeue", key: Admin);

    // The broker counts what it has taken a moment later.
    private Task CountedAsync(int messages) => ApiWorld.UntilAsync(async () =>
        (await _world.GetAsync(Path, Admin)).Json.GetProperty("queues").EnumerateArray().Where(queue => queue.GetProperty("queue").GetString() == Queue).Sum(queue => queue.GetProperty("messages").GetInt32()) == messages);
}
