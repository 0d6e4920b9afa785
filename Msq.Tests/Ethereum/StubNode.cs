using System.Net;
using System.Text;
using System.Text.Json;
using Msq.Ethereum.JsonRpc;

namespace Msq.Tests.Ethereum;

/// <summary>A node whose HTTP answers a test writes; it keeps the requests.</summary>
internal sealed class StubNode(Func<JsonElement, string> answer) : HttpMessageHandler
{
    public List<JsonElement> Requests { get; } = [];

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    public Exception? Failure { get; init; }

    /// <summary>A node that answers each call, alone or in a batch, with the result for its method.</summary>
    public static StubNode WithResults(Func<string, JsonElement, string> result) => new(request =>
    {
        string One(JsonElement call) =>
            $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id")}},"result":{{result(call.GetProperty("method").GetString()!, call.GetProperty("params"))}}}""";
        return request.ValueKind == JsonValueKind.Array ? $"[{string.Join(',', request.EnumerateArray().Select(One))}]" : One(request);
    });

    public JsonRpcClient Client(TimeSpan? timeout = null) =>
        new(new HttpClient(this) { Timeout = timeout ?? TimeSpan.FromSeconds(30) }, new Uri("http://node.test:8545"));

    public EthereumNode Node() => new(Client());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
            throw failure;
        var body = JsonSerializer.Deserialize<JsonElement>(await request.Content!.ReadAsStringAsync(cancellationToken));
        Requests.Add(body);
        return new HttpResponseMessage(Status) { Content = new StringContent(answer(body), Encoding.UTF8, "application/json") };
    }
}

/// <summary>A node that takes the request and never answers.</summary>
internal sealed class SilentNode : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("It answered after all.");
    }
}
