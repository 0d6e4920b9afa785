using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace Msq.Tests.Fuzz;

/// <summary>An operation as the OpenAPI document has it.</summary>
internal sealed record FuzzedOperation(
    string Id, string Method, string Path, Regex PathPattern, IReadOnlySet<int> Statuses, IReadOnlyList<string> Scopes, bool NeedsKey, JsonNode? Body, JsonSchema? BodySchema,
    IReadOnlyList<FuzzedParameter> Parameters)
{
    public static async Task<IReadOnlyList<FuzzedOperation>> ReadAllAsync(JsonNode document)
    {
        var operations = new List<FuzzedOperation>();
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, json) in methods!.AsObject())
                operations.Add(await ReadAsync(path, method, json!));
        }

        return operations;
    }

    private static async Task<FuzzedOperation> ReadAsync(string path, string method, JsonNode json)
    {
        var body = json["requestBody"]?["content"]?["application/json"];
        var description = (string?)json["description"] ?? "";
        var scopes = Regex.Match(description, "Scope: (.*)\\.$") is { Success: true } words ? Regex.Matches(words.Groups[1].Value, "`([a-z]+)`").Select(word => word.Groups[1].Value).ToList() : [];
        return new FuzzedOperation(
            (string)json["operationId"]!, method.ToUpperInvariant(), path,
            new Regex($"^{Regex.Replace(Regex.Escape(path), @"\\\{([A-Za-z]+)}", "(?<$1>[^/]+)")}/?$", RegexOptions.IgnoreCase),
            json["responses"]!.AsObject().Select(response => int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet(), scopes,
            json["security"]!.AsArray().Any(scheme => scheme!.AsObject().ContainsKey("ApiKey")), body?["example"],
            body?["schema"] is { } schema ? await JsonSchema.FromJsonAsync(schema.ToJsonString()) : null,
            [.. json["parameters"]?.AsArray().Select(parameter => new FuzzedParameter(
                (string)parameter!["name"]!, (string)parameter["in"]!, parameter["schema"] ?? new JsonObject(), parameter["example"] ?? parameter["schema"]?["examples"]?[0] ?? parameter["schema"]?["default"])) ?? []]);
    }
}

/// <summary>A parameter of an operation.</summary>
internal sealed record FuzzedParameter(string Name, string In, JsonNode Schema, JsonNode? Example);
