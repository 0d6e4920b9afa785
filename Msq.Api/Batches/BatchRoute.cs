using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Gasless;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Api.Simulation;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Clients;

namespace Msq.Api.Batches;

/// <summary>Where many transactions are submitted at once.</summary>
internal static class BatchRoute
{
    // Five hundred requests with calldata of a few kilobytes each.
    private const int LongestBody = 4 * 1024 * 1024;

    public static void MapBatch(this IEndpointRouteBuilder routes, Intake intake) => routes.MapPost("/relay/batch", SubmitAsync)
        .RequireScope(Scope.Submit)
        .AddEndpointFilter(intake)
        .WithName("SubmitBatch")
        .WithTags("Relay")
        .WithSummary("Submit many transactions")
        .WithDescription(
            $"Takes up to {BatchReader.MostItems} direct and gasless items and answers for each by itself: one that is refused hinders no other, and what is taken is committed together. An "
            + "item without an idempotencyKey of its own has <Idempotency-Key>:<index>.")
        .Produces<BatchAnswer>(StatusCodes.Status202Accepted)
        .ProducesProblems(400, 401, 403, 413, 415, 500, 503)
        .AddOpenApiOperationTransformer(BatchDocumentation.DescribeAsync);

    private static async Task<IResult> SubmitAsync(
        HttpContext context, BatchReader reader, DirectIntake direct, GaslessIntake gasless, SimulationGate gate, Acceptance acceptance, CancellationToken cancellationToken)
    {
        var client = context.Client();
        var (batch, malformed) = await JsonBody.ReadAsync(context.Request, json => reader.Read(json, client), cancellationToken, LongestBody);
        if (batch is null)
            return malformed!;

        var key = IdempotencyKey.Read(context.Request, batch.Fields, room: $":{BatchReader.MostItems}".Length);
        var isSimulated = SimulateParameter.Read(context.Request, client, batch.Fields);
        if (!batch.Fields.IsValid)
            return ProblemResult.Validation(batch.Fields.Errors);

        await gasless.ReadAheadAsync(batch.Items.Select(item => item.Gasless).OfType<SignedRequest>(), cancellationToken);
        var problems = new ProblemResult?[batch.Items.Count];
        var taken = new List<(int Index, KeyedSubmission Submission)>();
        for (var index = 0; index < batch.Items.Count; index++)
        {
            var item = batch.Items[index];
            var itemKey = item.Key ?? (key is null ? null : $"{key}:{index}");
            var (submission, problem) = item switch
            {
                { Direct: { } call } => await direct.CheckAsync(client, call, itemKey, cancellationToken),
                { Gasless: { } signed } => await CheckAsync(gasless, client, signed, itemKey, cancellationToken),
                _ => (null, item.Problem),
            };
            problems[index] = problem;
            if (submission is not null)
                taken.Add((index, new KeyedSubmission(submission, itemKey)));
        }

        if (isSimulated)
        {
            var refusals = await gate.RefusalsAsync(client, [.. taken.Select(one => (one.Submission, batch.Items[one.Index].Gasless?.Request))], cancellationToken);
            for (var place = taken.Count - 1; place >= 0; place--)
            {
                if (refusals[place] is not { } refusal)
                    continue;
                problems[taken[place].Index] = refusal;
                taken.RemoveAt(place);
            }
        }

        var outcomes = await acceptance.AcceptAllAsync(context.Caller(), [.. taken.Select(one => one.Submission)], cancellationToken);
        var answered = taken.Zip(outcomes).ToDictionary(pair => pair.First.Index, pair => pair.Second);
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Accepted((string?)null, new BatchAnswer(
            [.. problems.Select((problem, index) => problem is null ? answered[index].Item(index) : BatchAnswerItem.Refused(index, problem))]));
    }

    // What a node that is away cannot say of one item is that item's problem: it can be sent again under its own key.
    private static async Task<(Submission? Submission, ProblemResult? Problem)> CheckAsync(
        GaslessIntake gasless, ApiClient client, SignedRequest signed, string? key, CancellationToken cancellationToken)
    {
        try
        {
            return await gasless.CheckAsync(client, signed, key, cancellationToken);
        }
        catch (RpcUnavailableException)
        {
            return (null, ProblemResult.Unavailable);
        }
    }
}

/// <summary>The answer to a batch, in the order of its items.</summary>
/// <param name="Items">One for each item.</param>
public sealed record BatchAnswer(IReadOnlyList<BatchAnswerItem> Items);

/// <summary>What became of one item: a transaction, or a problem.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="TransactionId">Its transaction; null when it was refused.</param>
/// <param name="Problem">Why it was refused; null when it was taken.</param>
public sealed record BatchAnswerItem(int Index, Guid? TransactionId, Problem? Problem)
{
    internal static BatchAnswerItem Refused(int index, ProblemResult problem) => new(index, null, problem.Problem);
}
