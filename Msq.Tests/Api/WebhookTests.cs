using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Msq.Contracts.Messages;
using Msq.Storage;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

public sealed class WebhookTests
{
    // All 19 fields of OZ Relayer v1.3.0, and one that it may have tomorrow.
    private const string Body = """
        {"id":"7c0f0c7e-5b1e-4f0e-9d0f-0a1b2c3d4e5f","event":"transaction_update","payload":{"payload_type":"transaction","id":"1f2e3d4c-0000-4000-8000-000000000001",
        "hash":"0xabababababababababababababababababababababababababababababababab","status":"submitted","status_reason":null,
        "created_at":"2026-01-02T03:04:05.123456789+00:00","sent_at":"2026-01-02T03:04:05.623456789+00:00","confirmed_at":null,"gas_price":null,"gas_limit":180000,
        "nonce":7,"value":"0x0","from":"0x00000000000000000000000000000000000000f0","to":"0x00000000000000000000000000000000000000aa","relayer_id":"relayer-1",
        "data":"0x12345678","max_fee_per_gas":"3000000000","max_priority_fee_per_gas":"1000000000","signature":{"r":"ab","s":"cd","v":1,"sig":"ef"},"speed":"fast","new_field":{}},
        "timestamp":"2026-01-02T03:04:05.678901234+00:00"}
        """;

    [Fact]
    public void The_signature_of_the_published_example_is_base64_of_hmac_sha256_over_the_body() => Assert.Equal(
        "l3oFkcOJjn0+vSL9+4DDIKrk1M3BZ7opUY8nIb2tWtI=",
        Sign("""{"id":"7c0f0c7e-5b1e-4f0e-9d0f-0a1b2c3d4e5f","event":"transaction_update","payload":{"payload_type":"transaction","id":"1f2e3d4c-0000-4000-8000-000000000001"},"timestamp":"2026-01-02T03:04:05.678901234+00:00"}"""));

    [Fact]
    public async Task A_signed_report_of_an_owned_transaction_reaches_the_saga_once_for_each_time_it_comes()
    {
        await using var world = await ApiWorld.StartAsync();
        var id = await OwnAsync(world);

        Assert.Equal(200, await PostAsync(world, Body, Sign(Body)));
        Assert.Equal(200, await PostAsync(world, Body, Sign(Body)));

        var reports = await ReportsAsync(world, 2);
        Assert.All(reports, report => Assert.Equal((id, 1, 7UL, "submitted"), (report.TransactionId, report.Attempt, report.Report.Nonce!.Value, report.Report.Status)));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("none")]
    [InlineData("of another body")]
    public async Task What_is_not_signed_is_refused_and_changes_nothing(string signature)
    {
        await using var world = await ApiWorld.StartAsync();
        await OwnAsync(world);
        var header = signature switch
        {
            "wrong" => "AAAA",
            "none" => null,
            _ => Sign(Body.Replace("\"nonce\":7", "\"nonce\":8", StringComparison.Ordinal)),
        };

        Assert.Equal(401, await PostAsync(world, Body, header));
        // Handled in order: had the refused one been passed on, it would be there before this one.
        Assert.Equal(200, await PostAsync(world, Body, Sign(Body)));
        Assert.Single(await ReportsAsync(world, 1));
    }

    [Theory]
    [InlineData("""{"event":"relayer_state_update","payload":{"payload_type":"relayer_disabled"}}""")]
    [InlineData("""{"event":"something_new"}""")]
    [InlineData("""{"event":"transaction_update","payload":{"id":"unknown","status":"mined","relayer_id":"relayer-1"}}""")]
    [InlineData("[]")]
    public async Task What_is_unknown_is_taken_and_forgotten(string body)
    {
        await using var world = await ApiWorld.StartAsync();
        Assert.Equal(200, await PostAsync(world, body, Sign(body)));
    }

    [Theory]
    [InlineData("relayer_disabled")]
    [InlineData("relayer_enabled")]
    public async Task A_relayer_whose_state_has_changed_is_to_be_looked_at_wherever_its_id_is_used(string kind)
    {
        await using var world = await ApiWorld.StartAsync();
        var body = $$"""{"event":"relayer_state_update","payload":{"payload_type":"{{kind}}","relayer":{"id":"r1","paused":false} } }""";

        Assert.Equal(200, await PostAsync(world, body, Sign(body)));

        await ApiWorld.UntilAsync(() => world.Sent.OfType<LookAtRelayer>().Any());
        Assert.Equal(["relayer-2"], world.Sent.OfType<LookAtRelayer>().Select(look => look.Relayer));
    }

    private static string Sign(string body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ApiWorld.SigningKey), Encoding.UTF8.GetBytes(body)));

    private static async Task<int> PostAsync(ApiWorld world, string body, string? signature)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "/api/v1/webhooks/oz-relayer"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (signature is not null)
            request.Headers.Add("X-Signature", signature);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static async Task<List<RelayerTransactionReported>> ReportsAsync(ApiWorld world, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (world.Sent.OfType<RelayerTransactionReported>().Count() < count)
            await Task.Delay(20, deadline.Token);
        return [.. world.Sent.OfType<RelayerTransactionReported>()];
    }

    private static async Task<Guid> OwnAsync(ApiWorld world)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var id = Guid.CreateVersion7();
        await using var scope = world.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        db.Transactions.Add(new Transaction
        {
            CorrelationId = id,
            Client = "test",
            RequestHash = new byte[32],
            Type = "direct",
            Pool = "local",
            ChainId = 31337,
            To = ApiWorld.Target.ToLowerInvariant(),
            Value = "0",
            Data = "0x",
            Speed = "fast",
            CreatedAt = now,
            UpdatedAt = now,
            Attempt = 1,
            Attempts = { new Attempt { Number = 1, Relayer = "relayer-1", OpenedAt = now, RelayerTransactionId = "1f2e3d4c-0000-4000-8000-000000000001" } },
        });
        await db.SaveChangesAsync();
        return id;
    }
}
