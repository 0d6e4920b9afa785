using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Tests.EndToEnd;

/// <summary>Uses the API as a client does, and looks at the chain for itself.</summary>
public sealed class RelayCaller(HttpClient http, Uri chain) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly HttpClient chainHttp = new();

    public async Task<HttpResponseMessage> PostAsync(object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/relay/direct") { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await http.SendAsync(request);
    }

    public Task<Guid> SubmitAsync(string to, string value, string? idempotencyKey = null) => SubmitBodyAsync(new { to, value }, idempotencyKey);

    /// <summary>Submits a transaction of one wei to nobody in particular, of whose statuses the address is told.</summary>
    public Task<Guid> SubmitToldAsync(Uri callbackUrl) => SubmitBodyAsync(new { to = FreshAddress(), value = "1", callbackUrl });

    private async Task<Guid> SubmitBodyAsync(object body, string? idempotencyKey = null)
    {
        using var response = await PostAsync(body, idempotencyKey);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("transactionId").GetGuid();
    }

    public Task<JsonElement> ReadAsync(Guid id) => http.GetFromJsonAsync<JsonElement>($"/api/v1/relay/status/{id}");

    /// <summary>Waits until the transaction is over.</summary>
    public async Task<JsonElement> EndAsync(Guid id)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var seen = await http.GetFromJsonAsync<JsonElement>($"/api/v1/relay/status/{id}?wait=10");
            if (seen.GetProperty("status").GetString() is "confirmed" or "failed" or "canceled" or "expired")
                return seen;
            if (clock.Elapsed > Deadline)
                throw new TimeoutException($"It is not over: {seen}");
        }
    }

    public async Task<BigInteger> BalanceAsync(string address) =>
        await new EthereumNode(new JsonRpcClient(chainHttp, chain)).GetBalanceAsync(Address.Parse(address), CancellationToken.None);

    public static string FreshAddress() => "0x" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture) + "00000000";

    public void Dispose()
    {
        http.Dispose();
        chainHttp.Dispose();
    }
}
