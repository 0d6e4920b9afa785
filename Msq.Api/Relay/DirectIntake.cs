using System.Text.Json;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Hosting.Clients;

namespace Msq.Api.Relay;

/// <summary>Checks a client's own call as far as it depends on more than the request: its time, and the client's policy.</summary>
internal sealed class DirectIntake(DirectRequestReader reader, Acceptance acceptance, TimeProvider time)
{
    /// <summary>Reads a request.</summary>
    public DirectDraft Read(JsonElement json, ApiClient client) => new(reader.Read(json, client, out var fields), fields);

    /// <summary>What is to be committed, or why it is not.</summary>
    public async Task<(Submission? Submission, ProblemResult? Problem)> CheckAsync(ApiClient client, DirectDraft draft, string? key, CancellationToken cancellationToken)
    {
        var (request, fields) = draft;
        if (request.ValidUntil <= time.GetUtcNow() && !(fields.IsValid && key is not null && await acceptance.KnowsAsync(client, key, cancellationToken)))
            fields.Wrong("validUntil", "must be in the future");
        if (!fields.IsValid)
            return (null, ProblemResult.Validation(fields.Errors));
        // What was accepted once stays accepted.
        return client.Policy.Refusal(request) is { } refusal && !(key is not null && await acceptance.KnowsAsync(client, key, cancellationToken))
            ? (null, refusal)
            : (new Submission(request), null);
    }
}

/// <summary>A request as it was read; of use only while nothing is wrong with its fields.</summary>
internal sealed record DirectDraft(DirectRequest Request, FieldReader Fields);
