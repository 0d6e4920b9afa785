using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Msq.Sdk;
using Msq.Sdk.AspNetCore;

namespace Msq.Tests.Sdk;

/// <summary>Callbacks as an application takes them.</summary>
public sealed class CallbackTests : IAsyncLifetime, IDisposable
{
    private const string Body = """
        {"type":"transaction.confirmed","timestamp":"2026-01-31T12:00:00Z","data":{"transactionId":"0199d1f0-0000-7000-8000-000000000001","type":"direct","status":"confirmed",
        "transactionHash":"0xab","pool":"local","relayer":"relayer-1","from":null,"to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","value":"340282366920938463463374607431768211456",
        "nonce":3,"blockNumber":7,"gasUsed":21000,"effectiveGasPrice":"12","confirmations":2,"reference":"order-4711","createdAt":"2026-01-31T11:59:00Z",
        "updatedAt":"2026-01-31T12:00:00Z","confirmedAt":"2026-01-31T12:00:00Z","error":null}}
        """;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(24);
    private readonly byte[] older = RandomNumberGenerator.GetBytes(24);
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly List<MsqCallback> taken = [];
    private readonly HttpClient http = new();
    private Func<MsqCallback, Task> handle = _ => Task.CompletedTask;
    private WebApplication app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls=http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddMsqCallbacks(options =>
        {
            options.Secrets.Add(Text(secret));
            options.Secrets.Add(Text(older));
        });
        app = builder.Build();
        app.MapMsqCallbacks("/callbacks", (callback, _) =>
        {
            taken.Add(callback);
            return handle(callback);
        });
        await app.StartAsync();
        http.BaseAddress = new Uri(app.Urls.Single());
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task A_signed_callback_reaches_the_handler()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync());

        var callback = Assert.Single(taken);
        Assert.Equal(("msg_1", "transaction.confirmed", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)), (callback.Id, callback.Type, callback.Timestamp));
        Assert.Equal((TransactionStatus.Confirmed, System.Numerics.BigInteger.Pow(2, 128), "order-4711"),
            (callback.Transaction!.Status, callback.Transaction.Value, callback.Transaction.Reference));
    }

    [Fact]
    public async Task An_event_without_a_transaction_is_taken_too()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("""{"type":"callback.test","timestamp":"2026-01-31T12:00:00Z","data":{"hello":1}}"""));

        Assert.Equal(("callback.test", null), (taken.Single().Type, taken.Single().Transaction));
    }

    [Fact]
    public async Task Either_secret_and_any_of_several_signatures_will_do()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(key: older));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(signature: $"v1a,x v1,AAAA {Sign("msg_1", Now, Body, secret)}"));
    }

    [Fact]
    public async Task What_was_tampered_with_is_refused()
    {
        var signature = Sign("msg_1", Now, Body, secret);

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(Body.Replace("\"1", "\"2", StringComparison.Ordinal), signature: signature));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(id: "msg_2", signature: signature));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(timestamp: $"{Now + 1}", signature: signature));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(key: RandomNumberGenerator.GetBytes(24)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(signature: signature[3..]));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(signature: ""));
        Assert.Empty(taken);
    }

    [Theory]
    [InlineData(-300, HttpStatusCode.NoContent)]
    [InlineData(-301, HttpStatusCode.Unauthorized)]
    [InlineData(300, HttpStatusCode.NoContent)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    public async Task What_is_too_old_or_from_the_future_is_refused(int age, HttpStatusCode expected) => Assert.Equal(expected, await SendAsync(timestamp: $"{Now + age}"));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public async Task A_timestamp_that_is_none_is_refused(string timestamp) => Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(timestamp: timestamp));

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("no json")]
    public async Task A_signed_body_that_is_no_event_is_refused(string body) => Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(body));

    [Fact]
    public async Task A_body_without_end_is_not_read() => Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendAsync(new string(' ', 300_000)));

    [Fact]
    public async Task A_handler_that_fails_makes_Msq_come_again()
    {
        handle = _ => throw new InvalidOperationException("the shop's database is away");

        Assert.Equal(HttpStatusCode.InternalServerError, await SendAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not-base64")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public async Task A_secret_that_is_none_stops_the_host_and_is_not_shown(string wrong)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls=http://127.0.0.1:0"] });
        builder.Services.AddMsqCallbacks(options => options.Secrets.Add(wrong));
        await using var host = builder.Build();

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal("Msq callbacks: Secrets: a secret must be whsec_ followed by base64", problem.Message);
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private static string Text(byte[] key) => $"whsec_{Convert.ToBase64String(key)}";

    private static string Sign(string id, long timestamp, string body, byte[] key) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")))}";

    private async Task<HttpStatusCode> SendAsync(string body = Body, string id = "msg_1", string? timestamp = null, string? signature = null, byte[]? key = null)
    {
        timestamp ??= $"{Now}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(CallbackVerifier.IdHeader, id);
        request.Headers.Add(CallbackVerifier.TimestampHeader, timestamp);
        signature ??= Sign(id, long.TryParse(timestamp, out var seconds) ? seconds : 0, body, key ?? secret);
        request.Headers.TryAddWithoutValidation(CallbackVerifier.SignatureHeader, signature);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
