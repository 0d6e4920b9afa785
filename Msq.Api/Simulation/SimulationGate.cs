using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Clients;

namespace Msq.Api.Simulation;

/// <summary>Lets in only what would do what it should. What cannot be tried is not let in either: who asks for a simulation relies on it.</summary>
internal sealed class SimulationGate(Simulator simulator, Acceptance acceptance)
{
    /// <summary>Why one submission is not let in; null when it is.</summary>
    public async Task<ProblemResult?> RefusalAsync(ApiClient client, KeyedSubmission submission, ForwardRequest? request, CancellationToken cancellationToken) =>
        (await RefusalsAsync(client, [(submission, request)], cancellationToken))[0];

    /// <summary>Why submissions are not let in, each by itself; null where they are.</summary>
    /// <param name="client">Whose they are.</param>
    /// <param name="submissions">The submissions, each with the user's request in it, if there is one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<ProblemResult?>> RefusalsAsync(
        ApiClient client, IReadOnlyList<(KeyedSubmission Keyed, ForwardRequest? Request)> submissions, CancellationToken cancellationToken)
    {
        var refusals = new ProblemResult?[submissions.Count];
        var fresh = new List<int>();
        for (var i = 0; i < submissions.Count; i++)
        {
            // What was accepted before is answered as it was then: by now it may have changed the very state that it would be tried on.
            var (keyed, _) = submissions[i];
            if (await acceptance.EarlierAsync(client, keyed.Submission, keyed.Key, cancellationToken) is null)
                fresh.Add(i);
        }

        var outcomes = await simulator.TryAsync([.. fresh.Select(i => new SimulatedCall(submissions[i].Keyed.Submission.Request, submissions[i].Request))], cancellationToken);
        foreach (var (i, outcome) in fresh.Zip(outcomes))
            refusals[i] = outcome.Refusal;
        return refusals;
    }
}
