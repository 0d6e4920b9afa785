using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Api.Simulation;
using Msq.Hosting.Clients;

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
        .WithCodes(ProblemCode.Policy, ProblemCode.IdempotencyKeyReused, ProblemCode.WouldRevert, ProblemCode.InsufficientFunds)
        .AddOpenApiOperationTransformer(DirectRequestDocumentation.DescribeAsync);

    private static async Task<IResult> SubmitDirectAsync(HttpContext context, DirectIntake intake, SimulationGate gate, Acceptance acceptance, CancellationToken cancellationToken)
    {
        var client = context.Client();
        var (draft, malformed) = await JsonBody.ReadAsync(context.Request, json => intake.Read(json, client), cancellationToken);
        if (draft is null)
            return malformed!;

        var key = IdempotencyKey.Read(context.Request, draft.Fields);
        var isSimulated = SimulateParameter.Read(context.Request, client, draft.Fields);
        var (submission, problem) = await intake.CheckAsync(client, draft, key, cancellationToken);
        if (submission is null)
            return problem!;
        if (isSimulated && await gate.RefusalAsync(client, new KeyedSubmission(submission, key), null, cancellationToken) is { } refusal)
            return refusal;
        var outcome = await acceptance.AcceptAsync(context.Caller(), submission, key, cancellationToken);
        return outcome.Answer(context.Response);
    }
}
