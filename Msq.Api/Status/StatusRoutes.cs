using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Hosting.Clients;

namespace Msq.Api.Status;

/// <summary>Where clients read what became of a transaction.</summary>
internal static class StatusRoutes
{
    private const int LongestWait = 60;

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/relay/status/{id}", "GetStatus");
        Map(routes, "/relay/transactions/{id}", "GetTransaction");
    }

    private static void Map(IEndpointRouteBuilder routes, string template, string name) =>
        routes.MapGet(template, GetAsync)
            .RequireScope(Scope.Read, Scope.Admin)
            .WithName(name)
            .WithTags("Relay")
            .WithSummary("Read a transaction")
            .WithDescription("With `wait` the answer waits for a change: of the ETag with If-None-Match, otherwise of the status.")
            .Produces<TransactionView>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(400, 401, 403, 404, 500, 503)
            .AddOpenApiOperationTransformer(StatusDocumentation.DescribeAsync)
            // A wait may take all of its time, and the answer some more.
            .WithRequestTimeout(TimeSpan.FromSeconds(LongestWait + 15));

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, TransactionReading reading, StatusWait waiting, CancellationToken cancellationToken)
    {
        if (!TryReadWait(context.Request.Query, out var wait))
            return ProblemResult.Validation("wait", $"must be a whole number of seconds from 1 to {LongestWait}");
        if (!Guid.TryParseExact(id, "D", out var transaction))
            return ProblemResult.NoSuchTransaction;

        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        var state = await reading.StateAsync(transaction, cancellationToken);
        if (state is null || !(state.Owner == context.Client().Name || context.Client().IsAdmin))
            return ProblemResult.NoSuchTransaction;

        if (wait is { } patience)
            state = await waiting.ForChangeAsync(transaction, state, known, patience, cancellationToken);
        context.Response.Headers.CacheControl = "private, no-cache";
        if (known.Count > 0 && state.IsKnownTo(known))
            return NotModified(context, state);

        if (await reading.ViewAsync(transaction, cancellationToken) is not { } found)
            return ProblemResult.NoSuchTransaction;
        context.Response.GetTypedHeaders().ETag = found.State.Tag;
        return TypedResults.Ok(found.View);
    }

    private static StatusCodeHttpResult NotModified(HttpContext context, TransactionState state)
    {
        context.Response.GetTypedHeaders().ETag = state.Tag;
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private static bool TryReadWait(IQueryCollection query, out TimeSpan? wait)
    {
        wait = null;
        if (!query.TryGetValue("wait", out var values))
            return true;
        if (values is not [{ } text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > LongestWait)
            return false;
        wait = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
