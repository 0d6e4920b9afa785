using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Msq.Ethereum.JsonRpc;

/// <summary>JSON-RPC 2.0 over HTTP, single and batched.</summary>
/// <param name="http">Carries the time-out and the limit of an answer's size.</param>
/// <param name="url">The node.</param>
public sealed class JsonRpcClient(HttpClient http, Uri url)
{
    /// <summary>The node.</summary>
    public Uri Url { get; } = url;

    /// <summary>Makes one call.</summary>
    /// <exception cref="RpcException">The node answered with an error.</exception>
    /// <exception cref="RpcUnavailableException">There is no answer that can be read.</exception>
    public async Task<JsonElement> CallAsync(string method, CancellationToken cancellationToken, params object?[] parameters)
    {
        var answer = (await BatchAsync([new RpcCall(method, parameters)], cancellationToken))[0];
        return answer.Error is { } error ? throw new RpcException(method, error) : answer.Result!.Value;
    }

    /// <summary>Makes several calls in one HTTP request; the answers come in the calls' order.</summary>
    /// <exception cref="RpcUnavailableException">There is no answer that can be read, or not one for every call.</exception>
    public async Task<IReadOnlyList<RpcAnswer>> BatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 0)
            return [];

        var requests = calls.Select((call, index) => new Request("2.0", index, call.Method, call.Parameters)).ToList();
        var body = await PostAsync(requests.Count == 1 ? requests[0] : requests, cancellationToken);
        try
        {
            return Sort(body, calls.Count);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RpcUnavailableException($"{Url.Host} answered something that is no JSON-RPC.", exception);
        }
    }

    // One answer for each call and nothing else: answers that were mixed up may be those of somebody else's calls.
    private RpcAnswer[] Sort(JsonElement body, int count)
    {
        if (body.ValueKind == JsonValueKind.Object && body.GetProperty("id").ValueKind == JsonValueKind.Null && Read(body).Error is { } refusal)
            throw new RpcUnavailableException($"{Url.Host} refused the request: {refusal.Message} ({refusal.Code})", null);

        var answers = new RpcAnswer?[count];
        foreach (var item in body.ValueKind == JsonValueKind.Array ? body.EnumerateArray().ToList() : [body])
        {
            var id = item.GetProperty("id").GetInt32();
            if (id < 0 || id >= count || answers[id] is not null)
                throw new RpcUnavailableException($"{Url.Host} answered a call that was not made, or one twice.", null);
            answers[id] = Read(item);
        }

        return [.. answers.Select(answer => answer ?? throw new RpcUnavailableException($"{Url.Host} left calls of a batch unanswered.", null))];
    }

    private async Task<JsonElement> PostAsync(object request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync(Url, request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new RpcUnavailableException($"{Url.Host} answered HTTP {(int)response.StatusCode}.", null);
            return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RpcUnavailableException($"{Url.Host} did not answer: {exception.Message}", exception);
        }
    }

    private static RpcAnswer Read(JsonElement item)
    {
        if (!item.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null)
            return new RpcAnswer(item.GetProperty("result"), null);

        var data = error.TryGetProperty("data", out var extra) ? RevertData(extra) : null;
        return new RpcAnswer(null, new RpcError(error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString() ?? "", data));
    }

    // Some nodes wrap it once more.
    private static string? RevertData(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.String => data.GetString(),
        JsonValueKind.Object when data.TryGetProperty("data", out var inner) && inner.ValueKind == JsonValueKind.String => inner.GetString(),
        _ => null,
    };

    private sealed record Request(
        [property: JsonPropertyName("jsonrpc")] string Version,
        [property: JsonPropertyName("id")] int Id,
        [property: JsonPropertyName("method")] string Method,
        [property: JsonPropertyName("params")] object?[] Parameters);
}

/// <summary>One call of a batch.</summary>
public sealed record RpcCall(string Method, params object?[] Parameters);

/// <summary>The answer to one call: a result or an error.</summary>
public sealed record RpcAnswer(JsonElement? Result, RpcError? Error);

/// <summary>What a node says is wrong.</summary>
/// <param name="Code">JSON-RPC's or the node's own code.</param>
/// <param name="Message">The node's words.</param>
/// <param name="Data">Revert data, when the node gives it.</param>
public sealed record RpcError(int Code, string Message, string? Data);

/// <summary>The node answered with an error.</summary>
public sealed class RpcException(string method, RpcError error) : Exception($"{method}: {error.Message} ({error.Code})")
{
    /// <summary>What the node said.</summary>
    public RpcError Error { get; } = error;
}

/// <summary>The node gave no answer that can be read: nothing may be concluded.</summary>
public sealed class RpcUnavailableException(string message, Exception? inner) : Exception(message, inner);
