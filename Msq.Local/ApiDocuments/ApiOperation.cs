using System.Text.Json.Nodes;

namespace Msq.Local.ApiDocuments;

/// <summary>One operation of an OpenAPI document, as far as it takes to send a request.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Tag">Where it belongs.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Description">What it does.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Body">An example of its body; null when it has none.</param>
/// <param name="NeedsKey">Whether it needs an API key.</param>
internal sealed record ApiOperation(
    string Id, string Tag, string Summary, string Description, string Method, string Path, IReadOnlyList<ApiParameter> Parameters, JsonNode? Body, bool NeedsKey)
{
    /// <summary>Every operation, in the document's order.</summary>
    public static IReadOnlyList<ApiOperation> ReadAll(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(entry => Read(path.Key, entry.Key, entry.Value!))),
    ];

    private static ApiOperation Read(string path, string method, JsonNode json) => new(
        (string)json["operationId"]!,
        (string)json["tags"]![0]!,
        (string)json["summary"]!,
        (string?)json["description"] ?? "",
        method.ToUpperInvariant(),
        path,
        [.. json["parameters"]?.AsArray().Select(parameter => ApiParameter.Read(parameter!)) ?? []],
        json["requestBody"]?["content"]?["application/json"]?["example"],
        json["security"]?.AsArray().Any(scheme => scheme!.AsObject().ContainsKey("ApiKey")) == true);
}

/// <summary>A parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Description">What it is.</param>
/// <param name="Example">A value; empty when the document has none.</param>
internal sealed record ApiParameter(string Name, string In, string Description, string Example)
{
    public static ApiParameter Read(JsonNode json)
    {
        var schema = json["schema"];
        var example = json["example"] ?? schema?["examples"]?[0] ?? schema?["example"] ?? schema?["default"] ?? schema?["enum"]?[0];
        return new ApiParameter((string)json["name"]!, (string)json["in"]!, (string?)json["description"] ?? "", example?.ToString() ?? "");
    }
}
