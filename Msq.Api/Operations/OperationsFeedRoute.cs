using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Hosting.Clients;

namespace Msq.Api.Operations;

/// <summary>Where operators follow how everything stands.</summary>
internal static class OperationsFeedRoute
{
    public static void MapOperationsFeed(this IEndpointRouteBuilder routes) => routes.MapGet("/operations/live", (OperationsFeed feed, HttpContext context) =>
            feed.Listen(context.RequestAborted) is { } events ? (IResult)TypedResults.ServerSentEvents(events) : ProblemResult.Unavailable)
        .RequireScope(Scope.Admin)
        .WithName("FollowOperations").WithTags("Operations").WithSummary("Follow how everything stands")
        .WithDescription(
            $"Server-sent events, one every two seconds: `state` with what is open, the relayers and the error queues, or `away` with nothing but the time while the database does not answer. A stream ends after ten minutes; up to "
            + $"{OperationsFeed.MostListeners} may be open at each process.")
        .Produces<OperationsView>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesProblems(401, 403, 500, 503)
        .DisableRequestTimeout();
}
