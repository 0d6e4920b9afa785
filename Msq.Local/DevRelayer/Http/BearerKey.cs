using System.Security.Cryptography;
using System.Text;

namespace Msq.Local.DevRelayer.Http;

/// <summary>Lets a request pass with exactly one <c>Authorization: Bearer</c> and the right key.</summary>
internal sealed class BearerKey(RequestDelegate next, DevRelayerOptions options)
{
    private const string Prefix = "Bearer ";

    // The spaces are the original's.
    private const string Refusal = """{"success": false, "code": 401, "error": "Unauthorized", "message": "Unauthorized"}""";

    private readonly byte[] key = Encoding.UTF8.GetBytes(options.ApiKey);

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count == 1 && IsRight(headers[0]!))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        // Only the layer that misses the header names the type of its answer.
        if (headers.Count == 0) context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Refusal);
    }

    private bool IsRight(string header) =>
        header.StartsWith(Prefix, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Prefix.Length..]), key);
}
