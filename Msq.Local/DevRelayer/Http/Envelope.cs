using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Msq.Local.DevRelayer.Http;

/// <summary>The answers of the API: everything that a handler says comes in one envelope.</summary>
internal static class Envelope
{
    // The relayer escapes only what JSON demands; the default of .NET would turn ` and + into \u escapes.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Data(JsonNode? data) =>
        Bare(new JsonObject { ["success"] = true, ["data"] = data, ["error"] = null });

    public static IResult Page(IEnumerable<JsonNode> items, Paging paging, long total) => Bare(new JsonObject
    {
        ["success"] = true,
        ["data"] = new JsonArray([.. items]),
        ["error"] = null,
        ["pagination"] = new JsonObject { ["current_page"] = paging.Page, ["per_page"] = paging.PerPage, ["total_items"] = total },
    });

    public static IResult Error(ApiException error) =>
        Bare(new JsonObject { ["success"] = false, ["data"] = null, ["error"] = error.Message }, error.Status);

    /// <summary>JSON without the envelope.</summary>
    public static IResult Bare(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Bytes(Bytes(body), "application/json").WithStatus(status);

    public static byte[] Bytes(JsonNode body) => Encoding.UTF8.GetBytes(body.ToJsonString(Json));

    /// <summary>What the web framework of the relayer says before a handler is reached.</summary>
    public static IResult Text(string text, int status) => Results.Text(text, "text/plain; charset=utf-8", Encoding.UTF8, status);

    private static StatusResult WithStatus(this IResult result, int status) => new(result, status);

    private sealed class StatusResult(IResult inner, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            return inner.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>A refusal in the envelope; the message goes out as it is.</summary>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public int Status => status;

    public static ApiException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    public static ApiException Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);

    public static ApiException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    public static ApiException Internal(string message) => new(StatusCodes.Status500InternalServerError, message);

    public static ApiException NotSupported(string message) => new(StatusCodes.Status501NotImplemented, message);
}

/// <summary>A refusal in plain text, before any handler.</summary>
internal sealed class TextException(int status, string message) : Exception(message)
{
    public int Status => status;
}
