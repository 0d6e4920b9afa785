using System.Text.Json.Nodes;

namespace Msq.Local.Reference;

/// <summary>A field of a configuration file, as its JSON schema says it.</summary>
/// <param name="Path">Where it is, with <c>[]</c> for each of a list.</param>
/// <param name="Type">What it has to be, with its bounds, in Markdown.</param>
/// <param name="IsRequired">Whether it may not be left out where what it belongs to is.</param>
/// <param name="Default">What counts without it, or null.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record SchemaField(string Path, string Type, bool IsRequired, string? Default, string Meaning)
{
    // What the schemas' patterns say, for people.
    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["^[1-9][0-9]*(ms|s|m|h)$"] = "duration",
        ["^[0-9]{1,78}$"] = "wei in decimal digits",
        [@"^([0-9]{1,78}|\$\{[A-Za-z_][A-Za-z0-9_]*\})$"] = "wei in decimal digits, or `${NAME}`",
        [@"^(0x[0-9a-fA-F]{40}|\$\{[A-Za-z_][A-Za-z0-9_]*\})$"] = "address, or `${NAME}`",
        ["^0x[0-9a-fA-F]{8}$"] = "four bytes in hex",
        ["^[0-9a-fA-F]{64}$"] = "64 hex digits",
        [@"^(https?://|\$\{)"] = "http or https URL, or `${NAME}`",
        ["^https?://"] = "http or https URL",
        [@"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"] = "`${NAME}`",
        [@"^(\$\{[A-Za-z_][A-Za-z0-9_]*\})+$"] = "`${NAME}`",
        ["^(?!msq-)[A-Za-z0-9_-]{1,36}$"] = "1 to 36 of a-z, A-Z, 0-9, - and _, not beginning with `msq-`",
        [@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$"] = "time (RFC 3339)",
    };

    /// <summary>The fields of an object, each followed by what is in it.</summary>
    public static IEnumerable<SchemaField> ReadAll(JsonObject schema, string prefix = "")
    {
        var required = schema["required"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        foreach (var (name, node) in schema["properties"]!.AsObject())
        {
            var property = node!.AsObject();
            var path = prefix + name;
            yield return new SchemaField(path, Words(property), required.Contains(name), Text(property["default"]), (string?)property["description"]
                ?? throw new InvalidOperationException($"{path} has no description in its schema."));
            var (inner, innerPrefix) = property["items"] is JsonObject items ? (items, $"{path}[].") : (property, $"{path}.");
            if (inner.ContainsKey("properties"))
                foreach (var field in ReadAll(inner, innerPrefix))
                    yield return field;
        }
    }

    private static string Words(JsonObject schema)
    {
        if (schema["enum"] is JsonArray words)
            return string.Join(", ", words.Select(word => $"`{word}`"));
        if (schema["items"] is JsonObject items)
            return $"list of {(items.ContainsKey("properties") ? "mappings" : Words(items))}: {Range(schema["minItems"], schema["maxItems"])} of them";
        if (schema["pattern"] is { } pattern)
            return Patterns.GetValueOrDefault((string)pattern!) ?? throw new InvalidOperationException($"{nameof(SchemaField)} has no words for the pattern {pattern}.");
        return (string?)schema["type"] switch
        {
            "integer" => $"whole number, {Range(schema["minimum"], schema["maximum"])}",
            "boolean" => "`true` or `false`",
            "object" => "mapping",
            _ when schema["maxLength"] is { } longest => $"text, up to {longest} characters",
            _ => "text",
        };
    }

    // Each has a lower bound: no list may be empty.
    private static string Range(JsonNode? least, JsonNode? most) => most is null ? $"at least {least}" : $"{least} to {most}";

    private static string? Text(JsonNode? value) => value is JsonArray list ? $"[{string.Join(", ", list)}]" : value?.ToString();
}
