using Msq.Hosting.Configuration;
using Msq.Tests.Api;

namespace Msq.Tests.Callbacks;

/// <summary>Which addresses a client may name, and what it sees and may do of its deliveries.</summary>
public sealed class CallbackApiTests
{
    private const string Orders = """
        - { name: orders, hosts: [127.0.0.1, hooks.example.org], secrets: ["${HOOK_SECRET}"], statuses: [queued], allowPrivate: true }
        - { name: strict, hosts: [secure.example.org], secrets: ["${HOOK_SECRET}"] }
        """;

    [Fact]
    public async Task A_transaction_is_told_of_at_its_own_address_whichever_way_it_came()
    {
        await using var world = await CallbackWorld.StartAsync(Orders);
        var place = $"http://127.0.0.1:{world.Receiver.Url.Port}/orders";
        var direct = await world.Api.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","callbackUrl":"{{place}}/1?token=a%20b"}""");
        var batch = await world.Api.SendAsync(HttpMethod.Post, "/api/v1/relay/batch", $$$"""{"items":[{"direct":{"to":"{{{ApiWorld.Target}}}","callbackUrl":"{{{place}}}/2"}},{"direct":{"to":"{{{ApiWorld.Target}}}"}}]}""");
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == 2);

        Assert.Equal(
            [("/orders/1", direct.Json.GetProperty("transactionId").GetGuid()), ("/orders/2", batch.Json.GetProperty("items")[0].GetProperty("transactionId").GetGuid())],
            world.Receiver.Taken.Select(one => (one.Path, one.Transaction)).OrderBy(one => one.Path));
        Assert.All(await ReceiverLibrary.StandardWebhooks.VerifyAsync(CallbackWorld.Secret, world.Receiver.Taken), Assert.Null);
        var test = await world.Api.SendAsync(HttpMethod.Post, "/api/v1/callbacks/test", $$"""{"endpoint":"orders","url":"{{place}}/test"}""");
        Assert.Equal(202, test.Status);
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == 3);
        Assert.Equal("/orders/test", world.Receiver.Taken.Last().Path);
    }

    [Fact]
    public async Task An_address_that_the_clients_entry_does_not_allow_is_refused()
    {
        await using var world = await CallbackWorld.StartAsync(Orders, delivers: false);
        string[] urls =
        [
            "https://elsewhere.example.org/", "https://127.0.0.1.example.org/", "http://secure.example.org/", "https://user:password@secure.example.org/", "https://secure.example.org/#part",
            "ftp://secure.example.org/", "//secure.example.org/", "/orders", "", $"https://hooks.example.org/{new string('a', 500)}",
        ];
        foreach (var url in urls)
            Assert.Equal(["callbackUrl"], (await world.Api.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","callbackUrl":"{{url}}"}""")).IsProblem(400, "validation").ErrorFields);
        Assert.Equal(400, (await world.Api.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","callbackUrl":"https://hooks.example.org/"}""", "games-key")).Status);
    }

    [Fact]
    public async Task A_client_sees_its_own_deliveries_page_by_page_and_nobody_elses()
    {
        await using var world = await CallbackWorld.StartAsync(delivers: false);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await world.Api.SubmittedAsync());
            world.Time.Advance(TimeSpan.FromMilliseconds(2));
        }

        var seen = new List<Guid>();
        var next = "";
        do
        {
            var page = (await world.Api.GetAsync($"/api/v1/callbacks?limit=2&status=pending{next}")).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("transactionId").GetGuid()));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }
        while (next is not null);

        Assert.Equal(ids, seen.AsEnumerable().Reverse());
        var one = (await world.Api.GetAsync($"/api/v1/callbacks?transaction={ids[2]}")).Json.GetProperty("items").EnumerateArray().Single();
        Assert.Equal((ids[2], "ledger", world.Receiver.Url.ToString(), 0), (one.GetProperty("transactionId").GetGuid(), one.GetProperty("endpoint").GetString(), one.GetProperty("url").GetString(), one.GetProperty("attempts").GetInt32()));
        var replay = $"/api/v1/callbacks/{one.GetProperty("id").GetString()}/replay";
        Assert.Equal(0, (await world.Api.GetAsync("/api/v1/callbacks", "games-key")).Json.GetProperty("items").GetArrayLength());
        (await world.Api.SendAsync(HttpMethod.Post, replay, key: "games-key")).IsProblem(404, "not_found");
        (await world.Api.SendAsync(HttpMethod.Post, replay, key: "reader-key")).IsProblem(403, "forbidden");
        (await world.Api.SendAsync(HttpMethod.Post, "/api/v1/callbacks/test", "{}", "games-key")).IsProblem(400, "validation");
        Assert.Equal(5, (await world.Api.GetAsync("/api/v1/callbacks", "admin-key")).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(202, (await world.Api.SendAsync(HttpMethod.Post, replay, key: "admin-key")).Status);
    }

    [Fact]
    public async Task A_bad_filter_is_refused_by_its_name()
    {
        await using var world = await CallbackWorld.StartAsync(delivers: false);
        foreach (var query in new[] { "status=lost", "limit=0", "limit=201", "cursor=5", "transaction=x" })
            Assert.Equal([query.Split('=')[0]], (await world.Api.GetAsync($"/api/v1/callbacks?{query}")).IsProblem(400, "validation").ErrorFields);
    }

    [Theory]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [whsec_bmV3ZXN0LXNlY3JldC1vZi1hbGwtdGhlLXNlY3JldHM=] }", "callbacks[0].secrets")]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [\"${MISSING_SECRET}\"] }", "callbacks[0].secrets")]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [\"${OZ_RELAYER_API_KEY}\"] }", "callbacks[0].secrets")]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [\"${HOOK_SECRET}\", \"${HOOK_SECRET}\", \"${HOOK_SECRET}\"] }", "callbacks[0].secrets")]
    [InlineData("{ name: a, url: \"https://example.org\" }", "callbacks[0].secrets")]
    [InlineData("{ name: a, url: \"http://example.org\", secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].url")]
    [InlineData("{ name: a, url: \"https://a:b@example.org\", secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].url")]
    [InlineData("{ name: a, secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].url")]
    [InlineData("{ name: a, url: \"https://example.org\", hosts: [example.org], secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].url")]
    [InlineData("{ name: a, hosts: [\"example.org:443\"], secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].hosts")]
    [InlineData("{ name: a, url: \"https://example.org\", statuses: [done], secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].statuses")]
    [InlineData("{ name: a, url: \"https://example.org\", retries: 5, secrets: [\"${HOOK_SECRET}\"] }", "callbacks[0].retries")]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [\"${HOOK_SECRET}\"], signing: openzeppelin }", "callbacks[0].signing: is 'openzeppelin', must be one of standard, defender")]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [\"${HOOK_SECRET}\", \"${OLD_HOOK_SECRET}\"], signing: defender }", "callbacks[0].secrets: must have one item where signing is defender")]
    [InlineData("{ name: a, url: \"https://example.org\", secrets: [\"${SHORT_SECRET}\"], signing: defender }", "callbacks[0].secrets: refers to what is no secret: it must have at least 16 characters")]
    [InlineData("{ name: a, hosts: [a.org], secrets: [\"${HOOK_SECRET}\"] }\n- { name: b, hosts: [A.org], secrets: [\"${HOOK_SECRET}\"] }", "callbacks[1].hosts")]
    [InlineData("{ name: a, hosts: [a.org], secrets: [\"${HOOK_SECRET}\"] }\n- { name: a, hosts: [b.org], secrets: [\"${HOOK_SECRET}\"] }", "callbacks[1].name")]
    public async Task A_wrong_endpoint_stops_the_process_and_is_named_without_its_secret(string endpoint, string key)
    {
        var problem = await Assert.ThrowsAsync<ConfigurationProblem>(() => CallbackWorld.StartAsync($"- {endpoint}", delivers: false));
        Assert.Contains($"clients.yaml: clients[0].{key}", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("bmV3ZXN0", problem.Message, StringComparison.Ordinal);
    }
}
