using Msq.Api.Audit;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Hosting.Bus;
using Msq.Hosting.Clients;

namespace Msq.Api.Operations;

/// <summary>Where operators see the messages that nobody could handle, and have them handled again.</summary>
internal static class ErrorQueueRoutes
{
    public static void MapErrorQueues(this IEndpointRouteBuilder routes)
    {
        var queues = routes.MapGroup("/operations/error-queues").RequireScope(Scope.Admin).WithTags("Operations");
        queues.MapGet("", async (ErrorQueues errors, CancellationToken cancellationToken) => TypedResults.Ok(new ErrorQueuesView(await errors.ReadAsync(cancellationToken))))
            .WithName("ListErrorQueues").WithSummary("List messages that nobody could handle")
            .WithDescription("The error queues that hold messages: how many, and the newest failure among the first hundred of each.")
            .Produces<ErrorQueuesView>().ProducesProblems(401, 403, 500, 503);
        queues.MapPost("/{queue}/requeue", RequeueAsync)
            .WithName("RequeueErrors").WithSummary("Have these messages handled again")
            .WithDescription("Moves what an error queue holds now back to the queue that it came from. What fails again comes back.")
            .Produces<RequeuedView>().ProducesProblems(401, 403, 404, 500, 503)
            // A full queue takes longer than other requests.
            .WithRequestTimeout(TimeSpan.FromMinutes(5));
    }

    private static async Task<IResult> RequeueAsync(HttpContext context, string queue, ErrorQueues errors, AuditLog audit, CancellationToken cancellationToken)
    {
        if (await errors.RequeueAsync(queue, cancellationToken) is not { } moved)
            return ProblemResult.Of(StatusCodes.Status404NotFound, "There is no such error queue.");
        audit.Requeued(context.Caller(), queue, moved);
        return TypedResults.Ok(new RequeuedView(queue, moved));
    }
}

/// <summary>The error queues that hold messages.</summary>
/// <param name="Queues">Msq's own queues first, then the relayers'.</param>
public sealed record ErrorQueuesView(IReadOnlyList<ErrorQueue> Queues);

/// <summary>What was moved back.</summary>
/// <param name="Queue">The error queue.</param>
/// <param name="Moved">How many messages.</param>
public sealed record RequeuedView(string Queue, int Moved);
