using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Msq.Local.ApiDocuments;

/// <summary>A Postman collection (format 2.1).</summary>
internal static class PostmanCollection
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Write(JsonNode document, IReadOnlyList<ApiOperation> operations) => new()
    {
        ["info"] = new JsonObject
        {
            ["name"] = (string)document["info"]!["title"]!,
            ["description"] = (string)document["info"]!["description"]!,
            ["schema"] = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        ["auth"] = new JsonObject
        {
            ["type"] = "apikey",
            ["apikey"] = new JsonArray(Pair("key", "X-API-Key"), Pair("value", "{{apiKey}}"), Pair("in", "header")),
        },
        ["variable"] = new JsonArray(Pair("baseUrl", "http://localhost:8080"), Pair("apiKey", Development.ApiKey)),
        ["item"] = new JsonArray([.. document["tags"]!.AsArray().Select(tag => Folder(tag!, operations)).OfType<JsonNode>()]),
    };

    private static JsonObject? Folder(JsonNode tag, IReadOnlyList<ApiOperation> operations)
    {
        var name = (string)tag["name"]!;
        var items = operations.Where(operation => operation.Tag == name).Select(JsonNode (operation) => Item(operation)).ToArray();
        return items.Length == 0 ? null : new JsonObject { ["name"] = name, ["description"] = (string?)tag["description"], ["item"] = new JsonArray(items) };
    }

    private static JsonObject Item(ApiOperation operation)
    {
        var request = new JsonObject { ["method"] = operation.Method, ["description"] = operation.Description, ["header"] = Headers(operation), ["url"] = Url(operation) };
        if (!operation.NeedsKey)
            request["auth"] = new JsonObject { ["type"] = "noauth" };
        if (operation.Body is { } body)
        {
            request["body"] = new JsonObject
            {
                ["mode"] = "raw",
                ["raw"] = body.ToJsonString(Indented),
                ["options"] = new JsonObject { ["raw"] = new JsonObject { ["language"] = "json" } },
            };
        }

        return new JsonObject { ["name"] = operation.Summary, ["request"] = request, ["response"] = new JsonArray() };
    }

    private static JsonArray Headers(ApiOperation operation)
    {
        var headers = new JsonArray();
        if (operation.Body is not null)
            headers.Add(Pair("Content-Type", "application/json"));
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "header"))
            headers.Add(Optional(parameter));
        return headers;
    }

    private static JsonObject Url(ApiOperation operation)
    {
        // Postman writes the parameters of a path with a colon.
        var path = operation.Path.Trim('/').Split('/').Select(part => part.StartsWith('{') ? ":" + part[1..^1] : part).ToList();
        return new JsonObject
        {
            ["raw"] = "{{baseUrl}}/" + string.Join('/', path),
            ["host"] = new JsonArray("{{baseUrl}}"),
            ["path"] = new JsonArray([.. path.Select(part => (JsonNode)part)]),
            ["query"] = new JsonArray([.. operation.Parameters.Where(parameter => parameter.In == "query").Select(Optional)]),
            ["variable"] = new JsonArray([.. operation.Parameters.Where(parameter => parameter.In == "path").Select(parameter => Pair(parameter.Name, parameter.Example))]),
        };
    }

    private static JsonObject Pair(string key, string value) => new() { ["key"] = key, ["value"] = value };

    private static JsonObject Optional(ApiParameter parameter) =>
        new() { ["key"] = parameter.Name, ["value"] = parameter.Example, ["description"] = parameter.Description, ["disabled"] = true };
}
