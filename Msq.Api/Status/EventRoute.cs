using System.Globalization;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Hosting.Clients;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>Where clients follow a transaction without asking again.</summary>
internal static class EventRoute
{
    /// <summary>The header by which a client says what it has (HTML, server-sent events).</summary>
    public const string LastEventId = "Last-Event-ID";

    public static void MapEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/relay/transactions/{id}/events", FollowAsync)
        .RequireScope(Scope.Read, Scope.Admin)
        .WithName("FollowTransaction")
        .WithTags("Relay")
        .WithSummary("Follow a transaction")
        .WithDescription(
            "The transaction's timeline as server-sent events, each line an event as soon as it is written; the stream ends when the transaction is over. With Last-Event-ID it goes on behind "
            + "that event, in whichever process; 204 when the transaction is over and nothing is left to tell, so that a browser does not come again.")
        .Produces<TimelineEntry>(StatusCodes.Status200OK, "text/event-stream")
        .Produces(StatusCodes.Status204NoContent)
        .ProducesProblems(400, 401, 403, 404, 500, 503)
        .AddOpenApiOperationTransformer(StatusDocumentation.DescribeEventsAsync)
        // It lasts as long as the transaction.
        .DisableRequestTimeout();

    private static async Task<IResult> FollowAsync(HttpContext context, string id, TransactionReading reading, TimelineStream stream, CancellationToken cancellationToken)
    {
        if (!TryReadLast(context.Request.Headers, out var after))
            return ProblemResult.Validation(LastEventId, "must be the id of an event, a whole number");
        if (!Guid.TryParseExact(id, "D", out var transaction)
            || await reading.StateAsync(transaction, cancellationToken) is not { } state
            || !(state.Owner == context.Client().Name || context.Client().IsAdmin))
            return ProblemResult.NoSuchTransaction;
        if (TransactionStatus.IsEnd(state.Status) && (await reading.TimelineAsync(transaction, after, cancellationToken)).Count == 0)
            return TypedResults.NoContent();

        return TypedResults.ServerSentEvents(stream.ReadAsync(transaction, after, context.Response, cancellationToken));
    }

    private static bool TryReadLast(IHeaderDictionary headers, out long after)
    {
        after = 0;
        return !headers.TryGetValue(LastEventId, out var values)
            || (values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after));
    }
}
