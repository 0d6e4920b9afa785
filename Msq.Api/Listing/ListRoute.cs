using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Hosting.Clients;

namespace Msq.Api.Listing;

/// <summary>Where clients find their transactions.</summary>
internal static class ListRoute
{
    private static readonly string[] OnlyForPages = ["limit", "hash"];

    public static void MapList(this IEndpointRouteBuilder routes) => routes.MapGet("/relay/transactions", ListAsync)
        .RequireScope(Scope.Read, Scope.Admin)
        .WithName("ListTransactions")
        .WithTags("Relay")
        .WithSummary("List transactions")
        .WithDescription(
            "The client's transactions, newest first; with the scope admin everybody's. A page may hold less than `limit`, or nothing, and still have a `next`: the end is where `next` is null. With "
            + "Accept: application/x-ndjson or text/csv all of them come in one answer, without a `limit`. By a `hash`, which no other filter but `client` goes with, the nodes of the pools are asked for.")
        .Produces<ListPage>(StatusCodes.Status200OK, "application/json", "application/x-ndjson", "text/csv")
        .ProducesProblems(400, 401, 403, 500, 503)
        .AddOpenApiOperationTransformer(ListDocumentation.DescribeAsync);

    private static async Task<IResult> ListAsync(HttpContext context, TransactionList list, HashSearch search, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(context.Request.Query, context.Client(), out var errors);
        if (errors.Count > 0)
            return ProblemResult.Validation(errors);
        context.Response.Headers.Vary = "Accept";
        if (ExportFormat.Wanted(context.Request) is { } format)
        {
            return OnlyForPages.FirstOrDefault(context.Request.Query.ContainsKey) is { } parameter
                ? ProblemResult.Validation(parameter, "is for pages; an export goes to the end")
                : new ExportResult(list, query, format);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(query.Hash is { } hash ? await search.FindAsync(hash, query.Client, cancellationToken) : await list.PageAsync(query, cancellationToken));
    }
}
