using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Api;
using Msq.Hosting.Bus;
using Msq.Local.Commands;
using Msq.Local.Reference;
using Msq.Local.Servers;

namespace Msq.Local.ApiDocuments;

/// <summary>
/// <c>Msq.Local describe [--check]</c>: writes what is documented out of the code into <c>docs</c> (in <c>docs/api</c> what describes the API to those who do not run it: its OpenAPI document, a
/// <c>.http</c> file and a Postman collection; and the reference of what can be set), or says whether what is there is what would be written.
/// </summary>
internal static class DescribeCommand
{
    public const string Name = "describe";
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "docs");

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments is not ([] or ["--check"]))
        {
            await Console.Error.WriteLineAsync($"error: usage: {Name} [--check]");
            return 2;
        }

        using var interruption = new Interruption();
        var document = await ReadAsync(interruption.Token);
        var operations = ApiOperation.ReadAll(document);
        (string Name, string Text)[] files =
        [
            ("api/openapi.json", Json(document)),
            ("api/msq.http", HttpFile.Write(operations)),
            ("api/msq.postman_collection.json", Json(PostmanCollection.Write(document, operations))),
            ("configuration-reference.md", ConfigurationReference.Write()),
        ];
        var stale = 0;
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(Folder, name);
            if (arguments is [])
            {
                await File.WriteAllTextAsync(path, text, interruption.Token);
            }
            else if (!File.Exists(path) || await File.ReadAllTextAsync(path, interruption.Token) != text)
            {
                await Console.Error.WriteLineAsync($"docs/{name} is not what the code says of itself now. Write it anew: dotnet run --project Msq.Local -- {Name}");
                stale++;
            }
        }

        return stale == 0 ? 0 : 1;
    }

    private static string Json(JsonNode node) => node.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

    // The API alone, as it runs on a laptop. It is asked for nothing but its own document, so what it would need for more may be missing.
    private static async Task<JsonNode> ReadAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("msq-describe-");
        var nowhere = new Uri("http://127.0.0.1:9");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Development });
        var settings = new Development().Settings(Development.ConfigFolder, nowhere, [.. Development.Relayers.Select(_ => nowhere)]);
        settings["ConnectionStrings__Sqlite"] = $"Data Source={Path.Combine(folder.FullName, "msq.db")}";
        settings["ConnectionStrings__RabbitMq"] = "loopback://localhost/";
        settings["ConnectionStrings__MySql"] = "";
        settings["ConnectionStrings__Redis"] = "";
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(one => one.Key.Replace("__", ":", StringComparison.Ordinal), one => one.Value));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddMsqApi();
        builder.AddMsqBus();
        await using var app = builder.Build();
        app.MapMsqApi();
        await app.StartAsync(cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var text = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), cancellation);
        await app.StopAsync(cancellation);
        folder.Delete(recursive: true);
        return JsonNode.Parse(text)!;
    }
}
