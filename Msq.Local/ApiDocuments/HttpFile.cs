using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Msq.Local.ApiDocuments;

/// <summary>Requests for editors that send <c>.http</c> files (Visual Studio, VS Code, Rider).</summary>
internal static class HttpFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<ApiOperation> operations)
    {
        var text = new StringBuilder().Append($"""
            # Every call of the API. ./run serves it, and takes this key. Made from openapi.json: see README.md.
            @baseUrl = http://localhost:8080
            @apiKey = {Development.ApiKey}

            """);
        foreach (var (name, value) in operations.SelectMany(operation => operation.Parameters).Where(parameter => parameter.In == "path").DistinctBy(parameter => parameter.Name).Select(parameter => (parameter.Name, parameter.Example)))
            text.Append($"@{name} = {value}\n");
        foreach (var operation in operations)
            Append(text, operation);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ApiOperation operation)
    {
        text.Append($"\n### {operation.Summary}\n# @name {operation.Id}\n");
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "query"))
            text.Append($"# ?{parameter.Name}={parameter.Example}  {parameter.Description}\n");
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "header"))
            text.Append($"# {parameter.Name}: {parameter.Example}  {parameter.Description}\n");
        text.Append($"{operation.Method} {{{{baseUrl}}}}{operation.Path.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}\n");
        if (operation.NeedsKey)
            text.Append("X-API-Key: {{apiKey}}\n");
        if (operation.Body is { } body)
            text.Append($"Content-Type: application/json\n\n{body.ToJsonString(Indented)}\n");
    }
}
