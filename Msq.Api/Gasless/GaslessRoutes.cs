using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Api.Simulation;
using Msq.Ethereum.Values;
using Msq.Hosting.Clients;

namespace Msq.Api.Gasless;

/// <summary>Where users' signed requests are submitted, and what it takes to sign one.</summary>
internal static class GaslessRoutes
{
    /// <summary>Why users' requests are refused.</summary>
    public static readonly IReadOnlyList<string> RefusalCodes =
    [
        ProblemCode.DeadlineExpired, ProblemCode.DeadlineTooClose, ProblemCode.InvalidSignature, ProblemCode.Policy, ProblemCode.TargetNotAllowed,
        ProblemCode.ValueNotAllowed, ProblemCode.GasTooHigh,
        ProblemCode.NonceUsed, ProblemCode.NonceReserved, ProblemCode.NonceTooFar,
    ];

    public static void MapGasless(this IEndpointRouteBuilder routes, Intake intake)
    {
        routes.MapPost("/relay/gasless", SubmitAsync)
            .RequireScope(Scope.Submit)
            .AddEndpointFilter(intake)
            .WithName("SubmitGasless")
            .WithTags("Gasless")
            .WithSummary("Submit a user's signed request")
            .WithDescription(
                "Takes an ERC-2771 ForwardRequest that its user signed (EIP-712) and has the forwarder execute it, at the service's expense. Nonces are taken ahead: a request "
                + "whose nonce is not next waits until the lower ones are used on chain. The same request again gets the same answer again.")
            .Produces<AcceptedTransaction>(StatusCodes.Status202Accepted)
            .ProducesProblems(400, 401, 403, 409, 413, 415, 422, 500, 503)
            .WithCodes([.. RefusalCodes, ProblemCode.IdempotencyKeyReused, ProblemCode.WouldRevert, ProblemCode.InsufficientFunds])
            .AddOpenApiOperationTransformer(GaslessDocumentation.DescribeSubmissionAsync);
        routes.MapGet("/relay/gasless/nonce/{address}", NonceAsync)
            .RequireScope(Scope.Submit, Scope.Read)
            .WithName("GetForwardNonce")
            .WithTags("Gasless")
            .WithSummary("The next nonce that a user may sign")
            .WithDescription("The lowest that is neither used on chain nor taken by a request.")
            .Produces<SignerNonceView>()
            .ProducesProblems(400, 401, 403, 500, 503);
        routes.MapPost("/relay/gasless/typed-data", TypedDataAsync)
            .RequireScope(Scope.Submit, Scope.Read)
            .WithName("GetTypedData")
            .WithTags("Gasless")
            .WithSummary("What a user has to sign")
            .WithDescription("Answers the typed data for eth_signTypedData_v4, with the signer's next free nonce; gas is estimated and the deadline set when they are left out.")
            .Produces<TypedDataView>()
            .ProducesProblems(400, 401, 403, 413, 415, 422, 500, 503)
            .WithCodes(ProblemCode.WouldRevert)
            .AddOpenApiOperationTransformer(GaslessDocumentation.DescribeTypedDataAsync);
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext context, GaslessRequestReader reader, GaslessIntake intake, SimulationGate gate, Acceptance acceptance, CancellationToken cancellationToken)
    {
        var client = context.Client();
        var (read, malformed) = await JsonBody.ReadAsync(
            context.Request, json => new { Signed = reader.Read(json, client, out var fields), Fields = fields }, cancellationToken);
        if (read is null)
            return malformed!;

        var key = IdempotencyKey.Read(context.Request, read.Fields);
        var isSimulated = SimulateParameter.Read(context.Request, client, read.Fields);
        if (!read.Fields.IsValid)
            return ProblemResult.Validation(read.Fields.Errors);
        var (submission, problem) = await intake.CheckAsync(client, read.Signed!, key, cancellationToken);
        if (submission is null)
            return problem!;
        if (isSimulated && await gate.RefusalAsync(client, new KeyedSubmission(submission, key), read.Signed!.Request, cancellationToken) is { } refusal)
            return refusal;
        var outcome = await acceptance.AcceptAsync(context.Caller(), submission, key, cancellationToken);
        return outcome.Answer(context.Response);
    }

    private static async Task<IResult> NonceAsync(
        HttpContext context, string address, string? pool, RequestFields requestFields, SignerNonces nonces, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(address, out var signer, out var error))
            return ProblemResult.Validation("address", error!);
        if (requestFields.Pool(pool, context.Client()) is not { Forwarder: { } forwarder } found)
            return ProblemResult.Validation("pool", "must be one of the client's pools that has a forwarder");

        var onChain = await nonces.OnChainAsync(found, signer, cancellationToken);
        var next = await nonces.NextFreeAsync(found, signer, onChain, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SignerNonceView(signer.ToChecksum(), $"{next}", $"{onChain}", forwarder.ToChecksum(), found.ChainId));
    }

    private static async Task<IResult> TypedDataAsync(HttpContext context, TypedDataRequestReader reader, SigningRequests requests, CancellationToken cancellationToken)
    {
        var client = context.Client();
        var (read, malformed) = await JsonBody.ReadAsync(
            context.Request, json => new { Draft = reader.Read(json, client, out var fields), Fields = fields }, cancellationToken);
        if (read is null)
            return malformed!;
        if (!read.Fields.IsValid)
            return ProblemResult.Validation(read.Fields.Errors);

        var (view, problem) = await requests.CompleteAsync(read.Draft!, cancellationToken);
        return view is null ? problem! : TypedResults.Ok(view);
    }
}

/// <summary>Where a signer stands.</summary>
/// <param name="Address">The signer.</param>
/// <param name="Nonce">The lowest nonce that is neither used on chain nor taken by a request, decimal: the one to sign.</param>
/// <param name="OnChainNonce">The next nonce on chain, decimal.</param>
/// <param name="Forwarder">The forwarder.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
public sealed record SignerNonceView(string Address, string Nonce, string OnChainNonce, string Forwarder, ulong ChainId);
