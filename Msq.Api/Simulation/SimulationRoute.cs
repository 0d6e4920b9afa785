using System.Text.Json;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Gasless;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Hosting.Clients;

namespace Msq.Api.Simulation;

/// <summary>Where transactions are tried without being submitted.</summary>
internal static class SimulationRoute
{
    public static void MapSimulation(this IEndpointRouteBuilder routes, Intake intake) => routes.MapPost("/relay/simulate", SimulateAsync)
        .RequireScope(Scope.Submit)
        .AddEndpointFilter(intake)
        .WithName("Simulate")
        .WithTags("Relay")
        .WithSummary("Try a transaction")
        .WithDescription(
            "Takes the body of a direct or of a gasless submission, refuses what these would refuse, and tries it on the chain's present state, from the address of a healthy relayer of the "
            + "pool. Nothing is accepted and nothing is sent. Of a gasless request whose nonce is not the next one, the user's call alone is tried.")
        .Produces<SimulationView>()
        .ProducesProblems(400, 401, 403, 409, 413, 415, 422, 500, 503)
        .WithCodes([.. GaslessRoutes.RefusalCodes, ProblemCode.InsufficientFunds])
        .AddOpenApiOperationTransformer(SimulationDocumentation.DescribeAsync);

    private static async Task<IResult> SimulateAsync(
        HttpContext context, DirectIntake direct, GaslessRequestReader reader, GaslessIntake gasless, Simulator simulator, CancellationToken cancellationToken)
    {
        var client = context.Client();
        var (draft, malformed) = await JsonBody.ReadAsync(context.Request, json => Read(json, client, direct, reader), cancellationToken);
        if (draft is null)
            return malformed!;
        if (!draft.Fields.IsValid)
            return ProblemResult.Validation(draft.Fields.Errors);

        var (submission, problem) = draft.Direct is { } call
            ? await direct.CheckAsync(client, call, key: null, cancellationToken)
            : await gasless.CheckAsync(client, draft.Gasless!, key: null, cancellationToken);
        if (submission is null)
            return problem!;
        var outcome = (await simulator.TryAsync([new SimulatedCall(submission.Request, draft.Gasless?.Request)], cancellationToken))[0];
        context.Response.Headers.CacheControl = "no-store";
        return outcome.View is { } view ? TypedResults.Ok(view) : outcome.Problem!;
    }

    private static SimulationDraft Read(JsonElement json, ApiClient client, DirectIntake direct, GaslessRequestReader reader)
    {
        if (json.TryGetProperty("request", out _))
            return new SimulationDraft(null, reader.Read(json, client, out var fields), fields);
        var own = direct.Read(json, client);
        return new SimulationDraft(own, null, own.Fields);
    }

    private sealed record SimulationDraft(DirectDraft? Direct, SignedRequest? Gasless, FieldReader Fields);
}
