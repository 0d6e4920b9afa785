using System.Globalization;
using System.Text.Json.Nodes;
using Msq.Local.Servers;
using NJsonSchema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Msq.Tests.Configuration;

/// <summary>What an editor says of a configuration file, by the schema that comes with Msq.</summary>
internal static class EditorSchema
{
    /// <summary>What is wrong with the text.</summary>
    public static async Task<IEnumerable<string>> SaysAsync(string schemaFile, string yaml)
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(RepositoryRoot.Path, "config", schemaFile));
        using var reader = new StringReader(yaml);
        var stream = new YamlStream();
        stream.Load(reader);
        return schema.Validate(Json(stream.Documents[0].RootNode)!.ToJsonString()).Select(error => error.ToString());
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };
}
