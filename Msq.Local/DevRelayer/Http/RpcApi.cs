using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Msq.Local.DevRelayer.Http;

/// <summary>Hands any JSON-RPC call on to the node. The answer has no envelope, and its errors lose their <c>data</c>.</summary>
internal sealed class RpcApi(RelayerApi relayers, DevRelayerOptions options) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/relayers/{id}/rpc", CallAsync);

    public void Dispose() => http.Dispose();

    private async Task<IResult> CallAsync(string id, HttpRequest request)
    {
        var call = await JsonBody.ReadAsync(request);
        relayers.FindActive(id);
        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
            throw ApiException.BadRequest("Missing 'method' field");
        var callId = call.TryGetProperty("id", out var given) && given.ValueKind != JsonValueKind.Null ? JsonNode.Parse(given.GetRawText()) : 1;
        var answer = new JsonObject { ["jsonrpc"] = "2.0" };
        try
        {
            var reply = await AskAsync(method.GetString()!, call, request.HttpContext.RequestAborted);
            if (reply["error"] is { } error)
                answer["error"] = Error(-32603, "Internal error", $"{error["code"]}: {error["message"]}");
            else
                answer["result"] = reply["result"]?.DeepClone();
        }
        catch (HttpRequestException e)
        {
            answer["error"] = Error(-33003, "Request error", e.Message);
        }
        catch (TaskCanceledException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            answer["error"] = Error(-33000, "Request timeout", "the node did not answer in time");
        }

        answer["id"] = callId;
        return Envelope.Bare(answer);
    }

    private async Task<JsonNode> AskAsync(string method, JsonElement call, CancellationToken cancellation)
    {
        var question = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = call.TryGetProperty("params", out var given) ? JsonNode.Parse(given.GetRawText()) : new JsonArray(),
        };
        using var content = new ByteArrayContent(Envelope.Bytes(question));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var reply = await http.PostAsync(options.RpcUrl, content, cancellation);
        return (await reply.Content.ReadFromJsonAsync<JsonNode>(cancellation))!;
    }

    private static JsonObject Error(int code, string message, string description) =>
        new() { ["code"] = code, ["message"] = message, ["description"] = description };
}
