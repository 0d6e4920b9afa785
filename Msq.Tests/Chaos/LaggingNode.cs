using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Msq.Local.Servers;

namespace Msq.Tests.Chaos;

/// <summary>A node of the same chain that is some blocks behind: it knows neither the newest blocks nor what waits for the next one.</summary>
public sealed class LaggingNode : IAsyncDisposable
{
    private const ulong Lag = 4;
    private static readonly HttpClient Http = new();
    private readonly WebApplication _app;
    private readonly Uri _node;

    private LaggingNode(Uri node, WebApplication app)
    {
        _node = node;
        _app = app;
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; private set; } = null!;

    public static async Task<LaggingNode> StartAsync(Uri node)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var lagging = new LaggingNode(node, app) { Url = new Uri($"http://127.0.0.1:{FreePort.Next()}") };
        app.MapPost("/", (Delegate)lagging.AnswerAsync);
        app.Urls.Add(lagging.Url.ToString());
        await app.StartAsync();
        return lagging;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        var head = Number(await AskAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 0, ["method"] = "eth_blockNumber", ["params"] = new JsonArray() }));
        var seen = head > Lag ? head - Lag : 0;
        return Results.Json(request is JsonArray batch
            ? new JsonArray([.. await Task.WhenAll(batch.Select(one => OneAsync((JsonObject)one!, seen)))])
            : (JsonNode)await OneAsync((JsonObject)request, seen));
    }

    private async Task<JsonObject> OneAsync(JsonObject request, ulong seen)
    {
        var parameters = request["params"] as JsonArray ?? [];
        switch (request["method"]!.GetValue<string>())
        {
            case "eth_blockNumber":
                return Answer(request, Hex(seen));
            case "eth_getBlockByNumber" when parameters[0]!.GetValue<string>() is ['0', 'x', ..] height && Number(height) > seen:
                return Answer(request, null);
            case "eth_getTransactionCount" or "eth_getBalance" when parameters[^1]!.GetValue<string>() is "latest" or "pending":
                parameters[^1] = Hex(seen);
                break;
            case "eth_getTransactionReceipt" or "eth_getTransactionByHash":
                var found = (JsonObject)(await AskAsync(request))!;
                return found["result"]?["blockNumber"]?.GetValue<string>() is { } block && Number(block) <= seen ? found : Answer(request, null);
            default:
                break;
        }

        return (JsonObject)(await AskAsync(request))!;
    }

    private async Task<JsonNode?> AskAsync(JsonNode request)
    {
        using var answer = await Http.PostAsJsonAsync(_node, request);
        return await answer.Content.ReadFromJsonAsync<JsonNode>();
    }

    private static JsonObject Answer(JsonObject request, string? result) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = request["id"]!.DeepClone(), ["result"] = result };

    private static ulong Number(JsonNode? answer) => Number(answer!["result"]!.GetValue<string>());

    private static ulong Number(string hex) => ulong.Parse(hex.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static string Hex(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);
}
