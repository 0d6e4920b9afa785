using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Msq.Api.Clients;
using Msq.Api.Facades.Rpc;
using Msq.Api.Problems;

namespace Msq.Api.Facades.Defender;

/// <summary>
/// Says refusals so that Defender's SDK does the right thing with them: it repeats for ever after 401, takes 403 for a bad key, repeats other 4xx three times, and 5xx only before 2.2.0.
/// </summary>
internal static class DefenderAnswers
{
    /// <summary>Lets the SDK's key pair be looked at as Msq's key, and puts refusals into Defender's words.</summary>
    public static async ValueTask<object?> SpeakAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        // The SDK sends the key's id in this header; the key is its bearer token.
        invocation.HttpContext.Request.Headers.Remove(ClientAccess.Header);
        var answer = await next(invocation);
        return answer is ProblemResult refusal ? Refuse(invocation.HttpContext, refusal.Problem) : answer;
    }

    private static JsonHttpResult<JsonObject> Refuse(HttpContext context, Problem problem)
    {
        var status = problem.Status switch
        {
            401 => StatusCodes.Status403Forbidden,
            // A policy's; the SDK would say that the key is invalid.
            403 when problem.Code != ProblemCode.Forbidden => StatusCodes.Status400BadRequest,
            429 => StatusCodes.Status503ServiceUnavailable,
            var other => other,
        };
        if (status == StatusCodes.Status503ServiceUnavailable && !context.Response.Headers.ContainsKey("Retry-After"))
            context.Response.Headers.RetryAfter = "2";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new JsonObject { ["message"] = RpcDoor.Words(problem), ["code"] = problem.Code }, statusCode: status);
    }
}
