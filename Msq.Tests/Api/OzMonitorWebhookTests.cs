using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Msq.Tests.Api;

public sealed class OzMonitorWebhookTests
{
    private const string Path = "/api/v1/webhooks/oz-monitor";
    private static readonly string Hash = "0x" + new string('a', 64);

    [Fact]
    public void The_signature_is_lower_case_hex_of_hmac_sha256_over_body_and_timestamp() => Assert.Equal(
        "c7e2e2940c809c7ddd2610a3f6fcb1f73c4ac5a36f953e66af0204d4109c3780", Sign("""{"body":"b","title":"t"}""", "1700000000000", "some-secret"));

    [Fact]
    public async Task An_alert_is_shown_with_its_pool_and_counted_once_however_often_it_comes()
    {
        await using var world = await StartAsync();
        var body = Body("local", "relayer tx reverted", Hash);

        Assert.Equal(200, await PostAsync(world, body, Now()));
        Assert.Equal(200, await PostAsync(world, body, Now()));
        Assert.Equal(200, await PostAsync(world, Body("local", "relayer tx reverted", Hash.Replace('a', 'b')), Now()));

        var pools = (await world.GetAsync("/api/v1/pool", "admin-key")).Json.GetProperty("pools").EnumerateArray().ToDictionary(pool => pool.GetProperty("name").GetString()!);
        var alert = Assert.Single(pools["local"].GetProperty("alerts").EnumerateArray());
        Assert.Equal(("relayer tx reverted", 2, Hash.Replace('a', 'b')), (alert.GetProperty("monitor").GetString(), alert.GetProperty("count").GetInt32(), alert.GetProperty("transactionHash").GetString()));
        Assert.Empty(pools["other"].GetProperty("alerts").EnumerateArray());
    }

    [Theory]
    [InlineData("wrong", 0)]
    [InlineData("none", 0)]
    [InlineData("of another body", 0)]
    [InlineData("upper case", 0)]
    [InlineData("good", -301)]
    [InlineData("good", 330)]
    public async Task What_is_not_signed_or_too_old_is_refused_and_changes_nothing(string signature, int age)
    {
        await using var world = await StartAsync();
        var (body, timestamp) = (Body("local", "m", Hash), Now(age));
        var header = signature switch
        {
            "wrong" => new string('0', 64),
            "none" => null,
            "of another body" => Sign(Body("local", "n", Hash), timestamp),
            "upper case" => Sign(body, timestamp).ToUpperInvariant(),
            _ => Sign(body, timestamp),
        };

        Assert.Equal(401, await PostAsync(world, body, timestamp, header));
        Assert.Equal(0, await world.DatabaseAsync(db => Task.FromResult(db.MonitorAlerts.Count())));
    }

    [Theory]
    [InlineData("""{"title":"t"}""")]
    [InlineData("""{"title":"t","body":"no json"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_signed_and_no_alert_is_refused_for_good(string body)
    {
        await using var world = await StartAsync();
        Assert.Equal(400, await PostAsync(world, body, Now()));
        Assert.Equal(400, await PostAsync(world, Body("nowhere", "m", Hash), Now()));
    }

    [Fact]
    public async Task Without_a_key_no_alert_is_expected()
    {
        await using var world = await ApiWorld.StartAsync();
        Assert.Equal(404, await PostAsync(world, Body("local", "m", Hash), Now()));
    }

    private static Task<ApiWorld> StartAsync() => ApiWorld.StartAsync(settings: [$"--Webhooks:OzMonitorKey={ApiWorld.SigningKey}"]);

    private static string Now(int offset = 0) => $"{TimeProvider.System.GetUtcNow().AddSeconds(offset).ToUnixTimeMilliseconds()}";

    // As the triggers in config/oz-monitor have it sent: JSON inside of JSON.
    private static string Body(string pool, string monitor, string hash) => JsonSerializer.Serialize(new
    {
        body = JsonSerializer.Serialize(new { v = 1, pool, monitor, txHash = hash, from = "0x00000000000000000000000000000000000000f0" }),
        title = "onchain.alert",
    });

    private static string Sign(string body, string timestamp, string key = ApiWorld.SigningKey) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(body + timestamp)));

    private static Task<int> PostAsync(ApiWorld world, string body, string timestamp) => PostAsync(world, body, timestamp, Sign(body, timestamp));

    private static async Task<int> PostAsync(ApiWorld world, string body, string timestamp, string? signature) => (await world.SendAsync(
        HttpMethod.Post, Path, body, key: null, signature is null ? [("X-Timestamp", timestamp)] : [("X-Timestamp", timestamp), ("X-Signature", signature)])).Status;
}
