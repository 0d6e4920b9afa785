using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Api.Simulation;

namespace Msq.Api.Facades;

/// <summary>Sends what an official client asked for: through the same checks, policy and acceptance as <c>POST /relay/direct</c>.</summary>
internal sealed class ClientSending(DirectIntake direct, SimulationGate simulation, Acceptance acceptance, Intake intake)
{
    /// <summary>Accepts a call.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">The relayer or pool that is to send it.</param>
    /// <param name="call">The transaction in the words of <c>POST /relay/direct</c>.</param>
    /// <param name="ownKey">The idempotency key where the client gave none; null = none either.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SubmissionOutcome> AcceptAsync(
        HttpContext context, RelayerTarget target, JsonObject call, Func<CancellationToken, Task<string>>? ownKey, CancellationToken cancellationToken)
    {
        var (checkedCall, problem) = await CheckAsync(context, target, call, ownKey, cancellationToken);
        return checkedCall is null ? new SubmissionOutcome.Refused(problem!) : await AcceptAsync(context, checkedCall, cancellationToken);
    }

    /// <summary>Checks a call, without accepting anything.</summary>
    public async Task<(KeyedSubmission? Call, ProblemResult? Problem)> CheckAsync(
        HttpContext context, RelayerTarget target, JsonObject call, Func<CancellationToken, Task<string>>? ownKey, CancellationToken cancellationToken)
    {
        var client = context.Client();
        using var json = JsonSerializer.SerializeToDocument(call);
        var draft = direct.Read(json.RootElement, client);
        draft = draft with { Request = draft.Request with { Relayer = target.Relayer?.Id } };
        var key = IdempotencyKey.Read(context.Request, draft.Fields) ?? (ownKey is null ? null : await ownKey(cancellationToken));
        var (submission, problem) = await direct.CheckAsync(client, draft, key, cancellationToken);
        return (submission is null ? null : new KeyedSubmission(submission, key), problem);
    }

    /// <summary>Accepts a call that was checked.</summary>
    public async Task<SubmissionOutcome> AcceptAsync(HttpContext context, KeyedSubmission call, CancellationToken cancellationToken)
    {
        var client = context.Client();
        if (client.Simulate && await simulation.RefusalAsync(client, call, null, cancellationToken) is { } refusal)
            return new SubmissionOutcome.Refused(refusal);
        using var place = await intake.EnterAsync(cancellationToken);
        return place.IsAcquired
            ? await acceptance.AcceptAsync(context.Caller(), call.Submission, call.Key, cancellationToken)
            : new SubmissionOutcome.Refused(ProblemResult.Unavailable);
    }
}
