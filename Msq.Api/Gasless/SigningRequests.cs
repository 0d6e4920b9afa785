using System.Numerics;
using Msq.Api.Problems;
using Msq.Api.Simulation;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Reverts;

namespace Msq.Api.Gasless;

/// <summary>Completes what a user is to sign: nonce, gas, deadline and domain.</summary>
internal sealed class SigningRequests(ForwarderDomains domains, SignerNonces nonces, RequestNodes nodes, RevertDecoder reverts, TimeProvider time)
{
    private static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    /// <summary>The typed data, or why there is none: 422 when the call would revert, 503 when no node answers.</summary>
    public async Task<(TypedDataView? View, ProblemResult? Problem)> CompleteAsync(SigningDraft draft, CancellationToken cancellationToken)
    {
        if (domains.Of(draft.Pool) is not { } domain)
            return (null, ProblemResult.Unavailable);

        var onChain = await nonces.OnChainAsync(draft.Pool, draft.From, cancellationToken);
        var nonce = await nonces.NextFreeAsync(draft.Pool, draft.From, onChain, cancellationToken);
        var (gas, revert) = draft.Gas is { } given ? (given, null) : await EstimateAsync(draft, cancellationToken);
        if (revert is not null)
            return (null, ProblemResult.WouldRevert(revert));

        var deadline = draft.Deadline ?? (ulong)(time.GetUtcNow() + Validity).ToUnixTimeSeconds();
        return (TypedDataView.Of(domain, new ForwardRequest(draft.From, draft.To, draft.Value, gas, nonce, deadline, draft.Data)), null);
    }

    private async Task<(BigInteger Gas, RevertView? Revert)> EstimateAsync(SigningDraft draft, CancellationToken cancellationToken)
    {
        // As the forwarder calls (ERC-2771): from its address, the signer appended to the calldata.
        var call = new CallRequest(draft.Pool.Forwarder!.Value, draft.To, draft.Value, HexConvert.ToHex([.. draft.Data, .. draft.From.ToBytes()]), IsFunded: true);
        var answer = (await nodes.AskAsync(draft.Pool, node => node.EstimateGasAsync([call], cancellationToken)))[0];
        // A fifth more, as for every estimate: state may change until it is mined.
        return answer.Gas is { } gas ? (gas * 6 / 5, null) : (default, RevertView.Of(reverts, answer.Error!));
    }
}
