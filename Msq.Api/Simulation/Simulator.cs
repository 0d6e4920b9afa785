using Microsoft.EntityFrameworkCore;
using Msq.Api.Gasless;
using Msq.Api.Problems;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Reverts;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Relayers;

namespace Msq.Api.Simulation;

/// <summary>Tries transactions on the chain's present state, from the address of a healthy relayer of their pool; nothing is sent. Each is tried by itself.</summary>
internal sealed class Simulator(MsqDbContext db, PoolFile pools, RequestNodes nodes, SignerNonces nonces, RevertDecoder reverts, TimeProvider time)
{
    // Nodes limit how much they take in one request.
    private const int MostAtOnce = 25;

    /// <summary>What would come of each.</summary>
    public async Task<IReadOnlyList<Simulated>> TryAsync(IReadOnlyList<SimulatedCall> calls, CancellationToken cancellationToken)
    {
        var outcomes = new Simulated[calls.Count];
        foreach (var group in Enumerable.Range(0, calls.Count).GroupBy(i => calls[i].Transaction.Pool))
        {
            var pool = pools.Pool(group.Key)!;
            var sender = await SenderAsync(pool, cancellationToken);
            foreach (var places in group.Chunk(MostAtOnce))
            {
                var tried = sender is { } relayer
                    ? await TryOrSayWhyAsync(pool, relayer, [.. places.Select(i => calls[i])], cancellationToken)
                    : [.. places.Select(_ => Simulated.Impossible($"no relayer of {pool.Name} is healthy"))];
                foreach (var (i, outcome) in places.Zip(tried))
                    outcomes[i] = outcome;
            }
        }

        return outcomes;
    }

    // Nodes that are away hinder only what goes to their pool.
    private async Task<IReadOnlyList<Simulated>> TryOrSayWhyAsync(Pool pool, Address sender, IReadOnlyList<SimulatedCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(pool, sender, calls, cancellationToken);
        }
        catch (RpcUnavailableException)
        {
            return [.. calls.Select(_ => Simulated.Impossible($"no node of {pool.Name} answers"))];
        }
    }

    private async Task<IReadOnlyList<Simulated>> TryAsync(Pool pool, Address sender, IReadOnlyList<SimulatedCall> calls, CancellationToken cancellationToken)
    {
        var steps = new List<IReadOnlyList<CallRequest>>();
        foreach (var call in calls)
            steps.Add(await StepsAsync(pool, sender, call, cancellationToken));
        var requests = steps.SelectMany(step => step).ToList();
        var tries = await nodes.AskAsync(pool, async node =>
        {
            var answers = await node.CallAsync(requests, block: null, cancellationToken);
            var estimates = await node.EstimateGasAsync(requests, cancellationToken);
            List<Try> all = [.. answers.Zip(estimates, (answer, estimate) => new Try(answer.Result?.GetString(), estimate.Gas, answer.Error ?? estimate.Error))];
            return all.TrueForAll(one => one.Error?.Trouble() == CallTrouble.Unclear) ? throw new RpcUnavailableException(all[0].Error!.Message, null) : all;
        });

        var outcomes = new List<Simulated>();
        var place = 0;
        foreach (var step in steps)
        {
            outcomes.Add(Outcome(sender, tries[place], tries[place + step.Count - 1]));
            place += step.Count;
        }

        return outcomes;
    }

    // A request whose turn has not come would be refused by the forwarder now: only the user's call in it can be tried.
    private async Task<IReadOnlyList<CallRequest>> StepsAsync(Pool pool, Address sender, SimulatedCall call, CancellationToken cancellationToken)
    {
        if (call.Inner is not { } inner)
            return [call.Outer(sender)];
        return call.Request!.Nonce > await nonces.OnChainAsync(pool, call.Request.From, cancellationToken) ? [inner] : [call.Outer(sender), inner];
    }

    private Simulated Outcome(Address sender, Try whole, Try inner)
    {
        if (whole.Error is null)
            return new Simulated(new SimulationView(true, sender.ToChecksum(), whole.Gas, inner.Data, null), null);
        var error = inner.Error ?? whole.Error;
        return error.Trouble() switch
        {
            CallTrouble.Fails => new Simulated(new SimulationView(false, sender.ToChecksum(), null, null, RevertView.Of(reverts, error)), null),
            CallTrouble.ShortOfFunds => new Simulated(null, ProblemResult.Of(
                StatusCodes.Status422UnprocessableEntity, ProblemCode.InsufficientFunds, $"The relayer at {sender.ToChecksum()} has too little: {error.Message}")),
            _ => Simulated.Impossible(error.Message),
        };
    }

    private async Task<Address?> SenderAsync(Pool pool, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow().UtcDateTime - RelayerRow.Freshness;
        var ids = pool.Relayers.Select(relayer => relayer.Id).ToList();
        var addresses = await db.Relayers.AsNoTracking()
            .Where(x => ids.Contains(x.Id) && x.Healthy && x.GapSince == null && x.Address != null && x.ObservedAt > since)
            // One that gets no work by order is as good for a try, and comes last.
            .OrderBy(x => x.State == OperatorState.Active ? 0 : 1).ThenBy(x => x.Id)
            .Select(x => x.Address!).FirstOrDefaultAsync(cancellationToken);
        return addresses is null ? null : Address.Parse(addresses);
    }

    private sealed record Try(string? Data, ulong? Gas, RpcError? Error);
}

/// <summary>What came of a try.</summary>
/// <param name="View">What would come of the transaction.</param>
/// <param name="Problem">Why that cannot be said.</param>
internal sealed record Simulated(SimulationView? View, ProblemResult? Problem)
{
    /// <summary>Why the transaction is not to be accepted; null when it would do what it should.</summary>
    public ProblemResult? Refusal => View switch
    {
        null => Problem,
        { Revert: { } revert } => ProblemResult.WouldRevert(revert),
        _ => null,
    };

    /// <summary>503: it could not be tried.</summary>
    public static Simulated Impossible(string why) => new(null, ProblemResult.Of(
        StatusCodes.Status503ServiceUnavailable, $"It cannot be simulated now: {why}. Nothing was accepted: try again, or submit it without simulation."));
}
