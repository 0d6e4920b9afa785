using System.Text;
using System.Text.Json.Nodes;
using Msq.Local.DevRelayer.Webhooks;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

public sealed class WebhookTests
{
    [Fact]
    public void The_signature_is_base64_of_hmac_sha256_over_the_raw_body()
    {
        const string Body = """{"id":"7c0f0c7e-5b1e-4f0e-9d0f-0a1b2c3d4e5f","event":"transaction_update","payload":{"payload_type":"transaction","id":"1f2e3d4c-0000-4000-8000-000000000001"},"timestamp":"2026-01-02T03:04:05.678901234+00:00"}""";
        Assert.Equal("l3oFkcOJjn0+vSL9+4DDIKrk1M3BZ7opUY8nIb2tWtI=", WebhookSignature.Of(SigningKey, Encoding.UTF8.GetBytes(Body)));
    }

    [Fact]
    public async Task Every_change_but_the_creation_is_announced_and_signed()
    {
        await using var world = await StartAsync();
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        var id = Text(row["id"]);
        await UntilAsync(() => Task.FromResult(world.Webhooks.Statuses(id).Contains("confirmed")), () => "the webhook of the end");
        var statuses = world.Webhooks.Statuses(id);
        Assert.Equal("sent", statuses[0]);
        Assert.Contains("submitted", statuses);
        Assert.DoesNotContain("pending", statuses);
        foreach (var (body, signature) in world.Webhooks.Received) Assert.Equal(WebhookSignature.Of(SigningKey, body), signature);

        var last = world.Webhooks.Received.Select(one => (JsonObject)JsonNode.Parse(one.Body)!).Single(one => Text(one["payload"]!["status"]) == "confirmed");
        Assert.Equal(["id", "event", "payload", "timestamp"], last.Select(pair => pair.Key));
        Assert.Equal("transaction_update", Text(last["event"]));
        Assert.NotEqual(id, Text(last["id"]));
        var payload = (JsonObject)last["payload"]!;
        Assert.Equal("transaction", Text(payload["payload_type"]));
        payload.Remove("payload_type");
        Assert.Equal(row.ToJsonString(), payload.ToJsonString());
    }

    [Fact]
    public async Task A_webhook_that_is_refused_comes_again_with_the_same_id_five_times_at_most()
    {
        await using var world = await StartAsync(options => options with { Timings = options.Timings with { WebhookRetry = TimeSpan.FromMilliseconds(20) } });
        world.Webhooks.Answer = _ => 500;
        var row = await world.WaitForAsync(await world.SubmitAsync(Transfer(body => body["value"] = "99000000000000000000000")), "failed");
        await UntilAsync(() => Task.FromResult(world.Webhooks.Received.Count >= 5), () => "five attempts");
        var second = await world.WaitForAsync(await world.SubmitAsync(Transfer(body => body["value"] = "99000000000000000000000")), "failed");
        await UntilAsync(() => Task.FromResult(world.Webhooks.Statuses(Text(second["id"])).Count == 5), () => "five attempts of the next");
        Assert.Equal(5, world.Webhooks.Statuses(Text(row["id"])).Count);
        Assert.Equal(2, world.Webhooks.Received.Select(one => Encoding.UTF8.GetString(one.Body)).Distinct().Count());
    }
}
