using System.Globalization;
using System.Text.Json;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Api.Status;
using Msq.Contracts.Messages;
using Msq.Hosting.Clients;
using Msq.Storage.Transactions;

namespace Msq.Api.Operations;

/// <summary>Where operators find what does not move, have it looked at, and end it by hand.</summary>
internal static class OperationRoutes
{
    public const int LongestPage = 200;
    private const int LongestBody = 16 * 1024;
    public const int LongestReason = 512;
    public const int LongestAge = 30 * 24 * 3600;
    public static readonly IReadOnlyList<string> Ends = [TransactionStatus.Failed, TransactionStatus.Canceled, TransactionStatus.Expired];

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/operations").RequireScope(Scope.Admin).WithTags("Operations");
        operations.MapGet("/unresolved", ListAsync)
            .WithName("ListUnresolved").WithSummary("List what does not move")
            .WithDescription("Transactions whose attempt nobody can account for, and those open for longer than `olderThan` seconds (600), oldest first, with the reason in words.")
            .Produces<UnresolvedPage>().ProducesProblems(400, 401, 403, 500, 503)
            .AddOpenApiOperationTransformer(OperationsDocumentation.DescribeListAsync);
        operations.MapPost("/{id}/look", LookAsync)
            .WithName("LookNow").WithSummary("Have a transaction looked at now")
            .WithDescription("Asks its relayer and the chain, and begins its waits anew.")
            .Produces<TransactionView>(StatusCodes.Status202Accepted).ProducesProblems(401, 403, 404, 409, 500, 503).WithCodes(ProblemCode.AlreadyEnded);
        operations.MapPost("/{id}/close", CloseAsync)
            .WithName("CloseByHand").WithSummary("End a transaction by hand")
            .WithDescription("Body: `status` (failed, canceled or expired) and `reason`. Nothing is sent or stopped by it, and evidence from the chain still overrides the end.")
            .Produces<TransactionView>(StatusCodes.Status202Accepted).ProducesProblems(400, 401, 403, 404, 409, 413, 415, 500, 503).WithCodes(ProblemCode.AlreadyEnded)
            .AddOpenApiOperationTransformer(OperationsDocumentation.DescribeCloseAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, UnresolvedList list, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, IReadOnlyList<string>>();
        var limit = Number("limit", 50, 1, LongestPage);
        var age = Number("olderThan", (int)UnresolvedList.StuckAfter.TotalSeconds, 0, LongestAge);
        Guid? after = null;
        if (request.Query.TryGetValue("cursor", out var cursor))
        {
            if (Guid.TryParseExact(cursor, "D", out var id))
                after = id;
            else
                errors["cursor"] = ["must be the `next` of another page"];
        }

        return errors.Count > 0
            ? ProblemResult.Validation(errors)
            : TypedResults.Ok(await list.ReadAsync(after, limit, TimeSpan.FromSeconds(age), cancellationToken));

        int Number(string name, int otherwise, int least, int most)
        {
            if (!request.Query.TryGetValue(name, out var text))
                return otherwise;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            errors[name] = [$"must be a whole number from {least} to {most}"];
            return otherwise;
        }
    }

    private static Task<IResult> LookAsync(HttpContext context, string id, TransactionReading reading, OperationOrders orders, CancellationToken cancellationToken) => OrderAsync(
        context.Caller(), "look", id, reading, orders, view => TransactionStatus.IsEnd(view.Status), transaction => new LookNow(transaction, context.Caller().ToString()), cancellationToken);

    private static async Task<IResult> CloseAsync(
        HttpContext context, string id, TransactionReading reading, OperationOrders orders, CancellationToken cancellationToken)
    {
        var (close, malformed) = await JsonBody.ReadAsync(context.Request, ReadClose, cancellationToken, LongestBody);
        if (close is null)
            return malformed!;
        if (!close.Fields.IsValid)
            return ProblemResult.Validation(close.Fields.Errors);

        return await OrderAsync(
            context.Caller(), "close", id, reading, orders, view => view.Status == TransactionStatus.Mined || TransactionStatus.IsEnd(view.Status),
            transaction => new CloseTransaction(transaction, close.Status!, close.Reason!, context.Caller().ToString()), cancellationToken);
    }

    private static CloseOrder ReadClose(JsonElement json)
    {
        var fields = new FieldReader(json, "status", "reason");
        var (status, reason) = (fields.Text("status", required: true), fields.Text("reason", required: true));
        if (status is not null && !Ends.Contains(status))
            fields.Wrong("status", $"must be one of {string.Join(", ", Ends)}: that it was executed only the chain can say");
        if (reason is not null && (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason))
            fields.Wrong("reason", $"must say why, in up to {LongestReason} characters");
        return new CloseOrder(status, reason, fields);
    }

    private static async Task<IResult> OrderAsync<T>(
        Caller caller, string action, string id, TransactionReading reading, OperationOrders orders, Func<TransactionView, bool> isTooLate, Func<Guid, T> order,
        CancellationToken cancellationToken)
        where T : class
    {
        if (!Guid.TryParseExact(id, "D", out var transaction) || await reading.ViewAsync(transaction, cancellationToken) is not { } found)
            return ProblemResult.NoSuchTransaction;
        if (isTooLate(found.View))
            return ProblemResult.Of(StatusCodes.Status409Conflict, ProblemCode.AlreadyEnded, $"It is {found.View.Status}: the chain decides.");
        return await orders.TryGiveAsync(caller, action, transaction, order(transaction), cancellationToken)
            ? TypedResults.Accepted($"/api/v1/relay/status/{transaction}", found.View)
            : ProblemResult.Unavailable;
    }

    private sealed record CloseOrder(string? Status, string? Reason, FieldReader Fields);
}
