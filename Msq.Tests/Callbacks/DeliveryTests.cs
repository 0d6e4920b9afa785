using System.Globalization;
using System.Text.Json;

namespace Msq.Tests.Callbacks;

/// <summary>What a client's receivers get, when, and what becomes of it when they do not take it.</summary>
public sealed class DeliveryTests
{
    private static readonly string[] Life = ["dispatching", "submitted", "mined", "confirmed"];
    private static readonly string[] Events = ["transaction.queued", "transaction.dispatching", "transaction.submitted", "transaction.mined", "transaction.confirmed"];

    [Fact]
    public async Task A_receiver_that_was_down_for_an_hour_gets_every_event_in_order_and_signed()
    {
        await using var world = await CallbackWorld.StartAsync();
        await world.Receiver.StopAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await world.Api.SubmittedAsync());
            await world.MoveAsync(ids[^1], Life[..2]);
        }

        await UntilTriedAsync(world, 1);
        world.Time.Advance(TimeSpan.FromMinutes(20));
        await UntilTriedAsync(world, 2);
        foreach (var id in ids)
            await world.MoveAsync(id, Life[2..]);
        world.Time.Advance(TimeSpan.FromMinutes(40));
        await UntilTriedAsync(world, 3);
        await world.Receiver.StartAsync();
        world.Time.Advance(TimeSpan.FromMinutes(3));
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == ids.Count * Events.Length);

        var taken = world.Receiver.Taken.ToList();
        Assert.All(ids, id => Assert.Equal(Events, taken.Where(one => one.Transaction == id).Select(one => one.Type)));
        Assert.Equal(ids.Count * Events.Length, taken.Select(one => one.Id).Distinct().Count());
        Assert.All(await ReceiverLibrary.StandardWebhooks.VerifyAsync(CallbackWorld.Secret, taken), Assert.Null);
    }

    [Fact]
    public async Task Both_secrets_verify_an_event_while_one_takes_over_and_the_library_refuses_what_was_meddled_with_or_is_old()
    {
        await using var world = await CallbackWorld.StartAsync();
        var id = await world.Api.SubmittedAsync();
        await CallbackWorld.UntilAsync(() => !world.Receiver.Taken.IsEmpty);

        var received = world.Receiver.Taken.Single();
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.Equal((id, "queued"), (received.Transaction, received.Json.GetProperty("data").GetProperty("status").GetString()));
        Assert.Equal([null], await ReceiverLibrary.StandardWebhooks.VerifyAsync(CallbackWorld.OldSecret, received));
        Assert.Equal(
            [null, "No matching signature found", "No matching signature found", "No matching signature found", null, "Message timestamp too old"],
            await ReceiverLibrary.StandardWebhooks.VerifyAsync(
                CallbackWorld.Secret,
                received,
                received with { Body = received.Body.Replace("queued", "mined", StringComparison.Ordinal) },
                received with { Headers = With(received, "webhook-id", "msg_0") },
                received with { Headers = With(received, "webhook-timestamp", (received.Now + 1).ToString(CultureInfo.InvariantCulture)) },
                received with { Now = received.Now + 300 },
                received with { Now = received.Now + 301 }));
        Assert.Equal(["No matching signature found"], await ReceiverLibrary.StandardWebhooks.VerifyAsync("whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCBhbHRvZ2V0aGVy", received));
    }

    [Fact]
    public async Task An_event_that_comes_again_has_the_same_id_and_body_and_a_new_time_and_signature()
    {
        await using var world = await CallbackWorld.StartAsync();
        world.Receiver.Answer = (context, _) => Task.FromResult(context.Response.StatusCode = world.Receiver.Received.Count == 1 ? 500 : 200);
        await world.Api.SubmittedAsync();
        await UntilTriedAsync(world, 1);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(world, page => Statuses(page).SequenceEqual(["delivered"]));
        var delivery = (await world.Api.GetAsync("/api/v1/callbacks")).Json.GetProperty("items")[0];
        Assert.Equal(("delivered", 2, 200), (delivery.GetProperty("status").GetString(), delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("lastAnswer").GetInt32()));

        world.Time.Advance(TimeSpan.FromHours(2));
        var replay = await world.Api.SendAsync(HttpMethod.Post, $"/api/v1/callbacks/{delivery.GetProperty("id").GetString()}/replay");
        Assert.Equal((202, "pending"), (replay.Status, replay.Json.GetProperty("status").GetString()));
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == 2);

        var received = world.Receiver.Received.ToList();
        Assert.Equal(3, received.Count);
        Assert.Equal([delivery.GetProperty("eventId").GetString()], received.Select(one => one.Id).Distinct());
        Assert.Single(received.Select(one => one.Body).Distinct());
        Assert.Equal(3, received.Select(one => one.Headers["webhook-signature"]).Distinct().Count());
        Assert.All(await ReceiverLibrary.StandardWebhooks.VerifyAsync(CallbackWorld.Secret, received), Assert.Null);
    }

    [Fact]
    public async Task An_address_that_is_gone_is_left_alone_until_it_is_tested_and_then_gets_what_was_held_back()
    {
        await using var world = await CallbackWorld.StartAsync();
        world.Receiver.Answer = (context, _) => Task.FromResult(context.Response.StatusCode = 410);
        var first = await world.Api.SubmittedAsync();
        await UntilAsync(world, page => page.GetProperty("disabled").GetArrayLength() == 1);
        await world.MoveAsync(first, Life);
        var second = await world.Api.SubmittedAsync();
        await UntilAsync(world, page => Statuses(page).All(status => status == "held"));
        Assert.Single(world.Receiver.Received);
        var disabled = (await world.Api.GetAsync("/api/v1/callbacks")).Json.GetProperty("disabled")[0];
        Assert.Equal(("ledger", world.Receiver.Url.ToString()), (disabled.GetProperty("endpoint").GetString(), disabled.GetProperty("url").GetString()));

        world.Receiver.Answer = (_, _) => Task.CompletedTask;
        Assert.Equal(202, (await world.Api.SendAsync(HttpMethod.Post, "/api/v1/callbacks/test", """{"endpoint":"ledger"}""")).Status);
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == Events.Length + 2);

        var taken = world.Receiver.Taken.ToList();
        Assert.Single(taken, one => one.Type == "callback.test");
        taken.RemoveAll(one => one.Type == "callback.test");
        Assert.Equal(Events, taken.Where(one => one.Transaction == first).Select(one => one.Type));
        Assert.Equal(Events[..1], taken.Where(one => one.Transaction == second).Select(one => one.Type));
        await UntilAsync(world, page => page.GetProperty("disabled").GetArrayLength() == 0 && Statuses(page).All(status => status == "delivered"));
    }

    [Theory]
    [InlineData("7200", 7200, 7200)]
    [InlineData("1", 5, 6)]
    [InlineData("99999999", 86400, 86400)]
    [InlineData("Mon, 04 May 2026 12:00:00 GMT", 7200, 7200)]
    [InlineData("soon", 5, 6)]
    public async Task What_a_receiver_asks_for_is_waited_for_within_bounds(string wish, int least, int most)
    {
        await using var world = await CallbackWorld.StartAsync();
        world.Receiver.Answer = (context, _) =>
        {
            context.Response.Headers.RetryAfter = wish;
            return Task.FromResult(context.Response.StatusCode = 503);
        };
        await world.Api.SubmittedAsync();
        await UntilTriedAsync(world, 1);

        var delivery = (await world.Api.GetAsync("/api/v1/callbacks?status=pending")).Json.GetProperty("items")[0];
        Assert.Equal("answered 503", delivery.GetProperty("lastError").GetString());
        Assert.InRange((delivery.GetProperty("nextAttemptAt").GetDateTimeOffset() - world.Time.GetUtcNow()).TotalSeconds, least, most);
    }

    [Fact]
    public async Task A_delivery_is_given_up_after_about_three_days_and_what_came_after_it_goes_on()
    {
        await using var world = await CallbackWorld.StartAsync();
        world.Receiver.Answer = (context, callback) => Task.FromResult(context.Response.StatusCode = callback.Type == "transaction.queued" ? 500 : 200);
        var id = await world.Api.SubmittedAsync();
        await world.MoveAsync(id, "dispatching");
        for (var attempts = 1; world.Receiver.Taken.IsEmpty; attempts++)
        {
            await UntilAsync(world, page => !world.Receiver.Taken.IsEmpty || IsTried(page, attempts, world.Time.GetUtcNow()));
            if ((await world.Api.GetAsync("/api/v1/callbacks?status=pending")).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("nextAttemptAt").GetDateTimeOffset()).ToList() is { Count: 2 } next)
                world.Time.SetUtcNow(next.Max());
        }

        Assert.Equal("transaction.dispatching", world.Receiver.Taken.Single().Type);
        var failed = (await world.Api.GetAsync($"/api/v1/callbacks?status=failed&transaction={id}")).Json.GetProperty("items")[0];
        Assert.Equal("transaction.queued", failed.GetProperty("type").GetString());
        Assert.InRange((failed.GetProperty("lastAttemptAt").GetDateTimeOffset() - failed.GetProperty("createdAt").GetDateTimeOffset()).TotalHours, 70, 85);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_followed_nowhere(int status)
    {
        await using var world = await CallbackWorld.StartAsync();
        world.Receiver.Answer = (context, _) =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return Task.FromResult(context.Response.StatusCode = status);
        };
        await world.Api.SubmittedAsync();
        await UntilTriedAsync(world, 1);

        Assert.Equal(["/hooks"], world.Receiver.Received.Select(one => one.Path));
        Assert.Equal($"answered {status}", (await world.Api.GetAsync("/api/v1/callbacks")).Json.GetProperty("items")[0].GetProperty("lastError").GetString());
    }

    [Fact]
    public async Task An_answer_without_an_end_counts_by_its_status()
    {
        await using var world = await CallbackWorld.StartAsync();
        world.Receiver.Answer = async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[65536]);
        };
        await world.Api.SubmittedAsync();
        await UntilAsync(world, page => Statuses(page).SequenceEqual(["delivered"]));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_keeps_no_other_waiting()
    {
        await using var world = await CallbackWorld.StartAsync("""
            - { name: dead, url: "{url}/dead", secrets: ["${HOOK_SECRET}"], statuses: [queued], allowPrivate: true }
            - { name: alive, url: "{url}/alive", secrets: ["${HOOK_SECRET}"], statuses: [queued], allowPrivate: true }
            """);
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = (_, callback) => callback.Path == "/hooks/dead" ? never.Task : Task.CompletedTask;
        var ids = new List<Guid>();
        for (var i = 0; i < 30; i++)
            ids.Add(await world.Api.SubmittedAsync());
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == ids.Count);

        Assert.Equal(ids.Order(), world.Receiver.Taken.Select(one => one.Transaction).Order());
        Assert.InRange(world.Receiver.Received.Count(one => one.Path == "/hooks/dead"), 1, 8);
        never.SetResult();
    }

    [Fact]
    public async Task What_is_in_a_private_network_is_not_connected_to()
    {
        string[] hosts =
        [
            "localhost", "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.100.100.200", "168.63.129.16", "0.0.0.0", "224.0.0.1", "255.255.255.255",
            "[::1]", "[::]", "[fe80::1]", "[fd00:ec2::254]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "2130706433", "0x7f.1",
        ];
        await using var world = await CallbackWorld.StartAsync(string.Join('\n', hosts.Select((host, i) =>
            $"- {{ name: e{i}, url: \"https://{host}:{{port}}/\", secrets: [\"${{HOOK_SECRET}}\"] }}")));
        for (var i = 0; i < hosts.Length; i++)
            Assert.Equal(202, (await world.Api.SendAsync(HttpMethod.Post, "/api/v1/callbacks/test", $$"""{"endpoint":"e{{i}}"}""")).Status);
        await UntilAsync(world, page => page.GetProperty("items").EnumerateArray().All(item => item.GetProperty("lastError").GetString() is not null));

        Assert.All((await world.Api.GetAsync("/api/v1/callbacks")).Json.GetProperty("items").EnumerateArray(), item =>
            Assert.EndsWith("is in a private network, which this endpoint may not be", item.GetProperty("lastError").GetString(), StringComparison.Ordinal));
        Assert.Empty(world.Receiver.Received);
    }

    private static Dictionary<string, string> With(Callback callback, string header, string value) => new(callback.Headers, StringComparer.OrdinalIgnoreCase) { [header] = value };

    private static IEnumerable<string?> Statuses(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString());

    /// <summary>Waits until whatever is first for a transaction was tried so often.</summary>
    private static Task UntilTriedAsync(CallbackWorld world, int attempts) => UntilAsync(world, page => IsTried(page, attempts, world.Time.GetUtcNow()));

    private static bool IsTried(JsonElement page, int attempts, DateTimeOffset now) => page.GetProperty("items").EnumerateArray()
        .Where(item => item.GetProperty("type").GetString() == "transaction.queued")
        .All(item => item.GetProperty("attempts").GetInt32() >= attempts && item.GetProperty("nextAttemptAt").ValueKind != JsonValueKind.Null
            && item.GetProperty("lastAttemptAt").ValueKind != JsonValueKind.Null && item.GetProperty("lastAttemptAt").GetDateTimeOffset() == now);

    private static async Task UntilAsync(CallbackWorld world, Func<JsonElement, bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition((await world.Api.GetAsync("/api/v1/callbacks?limit=200")).Json))
            await Task.Delay(50, deadline.Token);
    }
}
