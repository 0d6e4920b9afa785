using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;

namespace Msq.Api.Relay;

/// <summary>Where transactions are submitted.</summary>
internal static class RelayRoutes
{
    public static void MapRelay(this IEndpointRouteBuilder routes, Intake intake) => routes.MapPost("/relay/direct", SubmitDirectAsync)
        .RequireScope(Scope.Submit)
        .AddEndpointFilter(intake)
        .WithName("SubmitDirect")
        .WithTags("Relay")
        .WithSummary("Submit a transaction")
        .WithDescription("Answers 202 once the transaction is committed; it is then sent exactly once. Send an Idempotency-Key to be able to repeat the call.")
        .Produces<AcceptedTransaction>(StatusCodes.Status202Accepted)
        .ProducesProblems(400, 401, 403, 413, 415, 422, 500, 503)
        .AddOpenApiOperationTransformer(DirectRequestDocumentation.DescribeAsync);

    private static async Task<IResult> SubmitDirectAsync(
        HttpContext context, DirectRequestReader reader, Acceptance acceptance, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = context.Client();
        FieldReader fields = null!;
        var (request, malformed) = await JsonBody.ReadAsync(context.Request, json => reader.Read(json, client, out fields), cancellationToken);
        if (request is null)
            return malformed!;

        var key = IdempotencyKey.Read(context.Request, fields);
        if (request.ValidUntil <= time.GetUtcNow() && !(fields.IsValid && key is not null && await acceptance.KnowsAsync(client, key, cancellationToken)))
            fields.Wrong("validUntil", "must be in the future");
        if (!fields.IsValid)
            return ProblemResult.Validation(fields.Errors);

        var outcome = await acceptance.AcceptAsync(client, new Submission(request), key, cancellationToken);
        return outcome.Answer(context.Response);
    }
}
