using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Api.Status;
using Msq.Hosting.Clients;

namespace Msq.Api.Relay;

/// <summary>Where clients change their mind.</summary>
internal static class CancelRoute
{
    public static void MapCancel(this IEndpointRouteBuilder routes) => routes.MapDelete("/relay/transactions/{id}", CancelAsync)
        .RequireScope(Scope.Submit, Scope.Admin)
        .WithName("CancelTransaction")
        .WithTags("Relay")
        .WithSummary("Cancel a transaction")
        .WithDescription(
            "Answers 202 once the wish is committed; no attempt is opened from then on. What no relayer has been asked to send yet ends canceled at once. What a relayer "
            + "owns may be mined all the same: the chain decides, and the status says what became of it. Repeating the call changes nothing.")
        .Produces<TransactionView>(StatusCodes.Status202Accepted)
        .ProducesProblems(401, 403, 404, 409, 500, 503)
        .WithCodes(ProblemCode.AlreadyEnded);

    private static async Task<IResult> CancelAsync(
        HttpContext context, string id, TransactionReading reading, Cancellation cancellation, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var transaction)
            || await reading.StateAsync(transaction, cancellationToken) is not { } state
            || !(state.Owner == context.Client().Name || context.Client().IsAdmin))
            return ProblemResult.NoSuchTransaction;

        var open = await cancellation.AskAsync(context.Caller(), transaction, cancellationToken);
        if (await reading.ViewAsync(transaction, cancellationToken) is not { } found)
            return ProblemResult.NoSuchTransaction;
        if (!open)
            return ProblemResult.Of(StatusCodes.Status409Conflict, ProblemCode.AlreadyEnded, $"It is over: {found.View.Status}.");

        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Accepted($"/api/v1/relay/status/{transaction}", found.View);
    }
}
