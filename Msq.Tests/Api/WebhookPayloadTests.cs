using System.Security.Cryptography;
using System.Text;
using Msq.Contracts.Messages;
using Msq.Storage.Attempts;

namespace Msq.Tests.Api;

public sealed class WebhookPayloadTests : IAsyncLifetime
{
    private const string RelayerTransaction = "1f2e3d4c-0000-4000-8000-000000000001";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_signature_is_OZ_Relayers()
    {
        const string body = """{"id":"7c0f0c7e-5b1e-4f0e-9d0f-0a1b2c3d4e5f","event":"transaction_update","payload":{"payload_type":"transaction","id":"1f2e3d4c-0000-4000-8000-000000000001"},"timestamp":"2026-01-02T03:04:05.678901234+00:00"}""";
        const string signature = "l3oFkcOJjn0+vSL9+4DDIKrk1M3BZ7opUY8nIb2tWtI=";

        Assert.Equal(200, (await PostAsync(body, signature)).Status);
        (await PostAsync(body.Replace("4000-8000", "4000-8001", StringComparison.Ordinal), signature)).IsProblem(401, "unauthorized");
        (await PostAsync(body + " ", signature)).IsProblem(401, "unauthorized");
    }

    [Fact]
    public async Task A_report_on_a_known_attempt_is_handed_to_its_transaction()
    {
        var id = await OwnedAsync("relayer-2", RelayerTransaction, attempt: 3);

        Assert.Equal(200, (await PostAsync(Payload("r1"))).Status);

        await ApiWorld.UntilAsync(() => _world.Sent.OfType<RelayerTransactionReported>().Any());
        Assert.Equal(
            new RelayerTransactionReported(id, 3, new RelayerReport(
                RelayerTransaction, "submitted", null, 7, "0xabababababababababababababababababababababababababababababababab", IsNoop: false, RawTransaction: null)),
            _world.Sent.OfType<RelayerTransactionReported>().Single());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"0x\"")]
    [InlineData("\"\"")]
    public async Task A_transfer_of_nothing_to_itself_is_a_NOOP(string data)
    {
        await OwnedAsync("relayer-2", RelayerTransaction, attempt: 1);

        await PostAsync(Payload("r1").Replace("\"to\":\"0x00000000000000000000000000000000000000aa\"", "\"to\":\"0x00000000000000000000000000000000000000F0\"", StringComparison.Ordinal)
            .Replace("\"0x12345678\"", data, StringComparison.Ordinal));

        await ApiWorld.UntilAsync(() => _world.Sent.OfType<RelayerTransactionReported>().Any());
        Assert.True(_world.Sent.OfType<RelayerTransactionReported>().Single().Report.IsNoop);
    }

    [Theory]
    [InlineData("\"relayer_id\":\"r1\"", "\"relayer_id\":\"relayer-2\"")]
    [InlineData("\"relayer_id\":\"r1\"", "\"relayer_id\":\"relayer-1\"")]
    [InlineData("\"relayer_id\":\"r1\"", "\"relayer_id\":null")]
    [InlineData(RelayerTransaction, "1f2e3d4c-0000-4000-8000-000000000002")]
    [InlineData("\"transaction_update\"", "\"relayer_state_update\"")]
    [InlineData("\"transaction_update\"", "\"news\"")]
    [InlineData("\"transaction_update\"", "7")]
    [InlineData("\"payload_type\":\"transaction\"", "\"payload_type\":\"transaction_failure\"")]
    [InlineData("\"payload\"", "\"load\"")]
    public async Task What_concerns_nobody_is_taken_and_forgotten(string old, string changed)
    {
        await OwnedAsync("relayer-2", RelayerTransaction, attempt: 1);

        Assert.Equal(200, (await PostAsync(Payload("r1").Replace(old, changed, StringComparison.Ordinal))).Status);

        // The hints keep no order, but this one starts after the other would have.
        Assert.Equal(200, (await PostAsync(Payload("r1"))).Status);
        await ApiWorld.UntilAsync(() => _world.Sent.OfType<RelayerTransactionReported>().Any());
        Assert.Single(_world.Sent.OfType<RelayerTransactionReported>());
    }

    [Fact]
    public async Task Fields_that_are_not_known_do_no_harm()
    {
        await OwnedAsync("relayer-2", RelayerTransaction, attempt: 1);

        Assert.Equal(200, (await PostAsync(Payload("r1").Replace("\"nonce\":7", "\"nonce\":\"7\",\"is_canceled\":false,\"new\":{\"deep\":[1]}", StringComparison.Ordinal))).Status);

        await ApiWorld.UntilAsync(() => _world.Sent.OfType<RelayerTransactionReported>().Any());
        Assert.Equal(7UL, _world.Sent.OfType<RelayerTransactionReported>().Single().Report.Nonce);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("hello")]
    public async Task Signed_nonsense_is_400(string body) => (await PostAsync(body)).IsProblem(400, "malformed_json");

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"event\":\"transaction_update\",\"payload\":[]}")]
    [InlineData("{\"event\":\"transaction_update\",\"payload\":{\"payload_type\":\"transaction\",\"relayer_id\":\"r1\"}}")]
    public async Task Signed_JSON_of_another_shape_is_taken_and_forgotten(string body) => Assert.Equal(200, (await PostAsync(body)).Status);

    [Fact]
    public async Task A_database_that_is_away_asks_the_relayer_to_come_again()
    {
        await using var world = await ApiWorld.StartAsync(sqlite: "Data Source=/nonexistent/msq.db");

        (await PostAsync(world, Payload("r1"), Sign(Payload("r1")))).IsProblem(503, "unavailable");
    }

    private async Task<Guid> OwnedAsync(string relayer, string relayerTransaction, int attempt)
    {
        var id = await _world.SubmittedAsync();
        await _world.DatabaseAsync(async db =>
        {
            db.Attempts.Add(new Attempt { TransactionId = id, Number = attempt, Relayer = relayer, RelayerTransactionId = relayerTransaction, Body = "{}" });
            return await db.SaveChangesAsync();
        });
        return id;
    }

    private Task<Answer> PostAsync(string body) => PostAsync(body, Sign(body));

    private Task<Answer> PostAsync(string body, string? signature) => PostAsync(_world, body, signature);

    private static Task<Answer> PostAsync(ApiWorld world, string body, string? signature) =>
        world.SendAsync(HttpMethod.Post, "/api/v1/webhooks/oz-relayer", body, key: null, signature is null ? [] : [("X-Signature", signature)]);

    private static string Sign(string body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ApiWorld.SigningKey), Encoding.UTF8.GetBytes(body)));

    private static string Payload(string relayer) => $$$"""
        {"id":"7c0f0c7e-5b1e-4f0e-9d0f-0a1b2c3d4e5f","event":"transaction_update",
         "payload":{"payload_type":"transaction","id":"{{{RelayerTransaction}}}",
          "hash":"0xabababababababababababababababababababababababababababababababab","status":"submitted","status_reason":null,
          "created_at":"2026-01-02T03:04:05.123456789+00:00","sent_at":"2026-01-02T03:04:05.623456789+00:00","confirmed_at":null,
          "gas_price":null,"gas_limit":180000,"nonce":7,"value":"0x0","from":"0x00000000000000000000000000000000000000f0",
          "to":"0x00000000000000000000000000000000000000aa","relayer_id":"{{{relayer}}}","data":"0x12345678",
          "max_fee_per_gas":"3000000000","max_priority_fee_per_gas":"1000000000",
          "signature":{"r":"…","s":"…","v":1,"sig":"…"},"speed":"fast"},
         "timestamp":"2026-01-02T03:04:05.678901234+00:00"}
        """;
}
