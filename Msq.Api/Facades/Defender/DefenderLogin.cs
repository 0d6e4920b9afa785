using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Hosting.Clients;

namespace Msq.Api.Facades.Defender;

/// <summary>
/// Where the SDK changes its key pair for a token. The token is the key itself: nothing has to be kept or refreshed, every copy of the API knows it, and a key that is revoked is refused from
/// the next call on.
/// </summary>
internal static class DefenderLogin
{
    public static async Task<IResult> LogInAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (pair, malformed) = await ForeignBody.ReadAsync(context.Request, Read, cancellationToken);
        if (pair is null)
            return malformed!;
        if (pair.Key is not { Length: > 0 } key)
            return ProblemResult.Validation("secretKey", "is required");
        if (await ClientAccess.AdmitAsync(context, key, Scope.Submit, Scope.Read, Scope.Sign) is { } refusal)
            return refusal;
        return context.KeyId() == pair.Id
            ? TypedResults.Ok(new JsonObject { ["accessToken"] = key, ["refreshToken"] = key })
            : ProblemResult.Of(StatusCodes.Status403Forbidden, "The API key is not the id of this secret.");
    }

    private static Pair Read(JsonElement json) => new(Text(json, "apiKey"), Text(json, "secretKey"));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Pair(string? Id, string? Key);
}
