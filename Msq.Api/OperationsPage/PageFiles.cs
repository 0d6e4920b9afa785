using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Msq.Api.OperationsPage;

/// <summary>
/// Serves the operators' page at <c>/ops</c>. It is static and needs no key itself: it asks for one, and everything that it shows comes from the operators' calls.
/// </summary>
internal static class PageFiles
{
    private const string Folder = "OperationsPage/";
    private const string Start = "index.html";

    // Nothing is run or shown but what is served here, whatever a client put into a field; text that is not made by the page's own code cannot become markup.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenDictionary<string, PageFile> Files = ReadAll();

    public static void MapOperationsPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ops", (HttpContext context) => Serve(context, Start)).ExcludeFromDescription();
        routes.MapGet("/ops/{file}", Serve).ExcludeFromDescription();
    }

    private static IResult Serve(HttpContext context, string file)
    {
        if (!Files.TryGetValue(file, out var found))
            return TypedResults.NotFound();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Kept, but asked for each time: after an update nobody has half of the old page.
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(found.Content, found.Type, entityTag: found.Tag);
    }

    private static FrozenDictionary<string, PageFile> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).ToFrozenDictionary(name => name[Folder.Length..], name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new PageFile(content, TypeOf(name), new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\""));
        });
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };

    private sealed record PageFile(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
