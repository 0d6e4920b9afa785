using System.Text.Json;
using System.Text.Json.Nodes;

namespace Msq.Api.Facades.Rpc;

/// <summary>A JSON-RPC 2.0 request.</summary>
/// <param name="Id">Its id, to be given back.</param>
/// <param name="Method">Its method; null when it has none, or when <c>params</c> is no array.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record RpcRequest(JsonNode? Id, string? Method, IReadOnlyList<JsonElement> Parameters)
{
    /// <summary>Reads an object.</summary>
    public static RpcRequest Read(JsonElement json)
    {
        var id = json.TryGetProperty("id", out var given) && given.ValueKind is JsonValueKind.Number or JsonValueKind.String ? JsonNode.Parse(given.GetRawText()) : null;
        var hasMethod = json.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String;
        var parameters = json.TryGetProperty("params", out var all) && all.ValueKind != JsonValueKind.Null ? all : default;
        if (parameters.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined) || !hasMethod)
            return new RpcRequest(id, null, []);
        // They outlive the document that they were read from.
        return new RpcRequest(id, method.GetString(), parameters.ValueKind == JsonValueKind.Array ? [.. parameters.EnumerateArray().Select(one => one.Clone())] : []);
    }
}
