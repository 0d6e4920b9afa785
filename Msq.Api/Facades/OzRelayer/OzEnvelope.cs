using System.Text.Json.Nodes;
using Msq.Api.Facades.Rpc;
using Msq.Api.Problems;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>OZ Relayer's envelope: <c>success</c>, <c>data</c>, <c>error</c>, and <c>pagination</c> with lists.</summary>
internal static class OzEnvelope
{
    /// <summary>Puts refusals into the envelope.</summary>
    public static async ValueTask<object?> SpeakAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var answer = await next(invocation);
        if (answer is not ProblemResult { Problem: var problem })
            return answer;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            invocation.HttpContext.Response.Headers.RetryAfter = "2";
        return Refuse(problem.Status, RpcDoor.Words(problem));
    }

    /// <summary>An answer.</summary>
    public static IResult Data(JsonNode data) => TypedResults.Ok(new JsonObject { ["success"] = true, ["data"] = data, ["error"] = null });

    /// <summary>A page of a list.</summary>
    public static IResult Page(IEnumerable<JsonObject> items, int page, int size, int total) => TypedResults.Ok(new JsonObject
    {
        ["success"] = true,
        ["data"] = new JsonArray([.. items]),
        ["error"] = null,
        ["pagination"] = new JsonObject { ["current_page"] = page, ["per_page"] = size, ["total_items"] = total },
    });

    /// <summary>An error.</summary>
    public static IResult Refuse(int status, string words) => TypedResults.Json(new JsonObject { ["success"] = false, ["data"] = null, ["error"] = words }, statusCode: status);

    /// <summary>404 for a relayer that is not the client's.</summary>
    public static IResult NoSuchRelayer(string relayer) => Refuse(StatusCodes.Status404NotFound, $"Relayer with ID {relayer} not found");

    /// <summary>404 for a transaction that is not the client's.</summary>
    public static IResult NoSuchTransaction(string transaction) => Refuse(StatusCodes.Status404NotFound, $"Transaction with ID {transaction} not found");
}
