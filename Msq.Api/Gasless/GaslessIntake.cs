using System.Globalization;
using Msq.Api.Clients;
using Msq.Api.Problems;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Clients;
using Msq.Hosting.OzRelayer;

namespace Msq.Api.Gasless;

/// <summary>
/// Takes users' signed requests in. Nothing that the chain would refuse, or the client may not have paid, gets as far as a relayer: deadline, signature, policy, nonce, in
/// this order.
/// </summary>
internal sealed class GaslessIntake(ForwarderDomains domains, SignatureCheck signatures, SignerNonces nonces, Acceptance acceptance, TimeProvider time)
{
    // RFC 3339 and the database end there; a later deadline is none.
    private static readonly DateTimeOffset EndOfTime = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is to be committed, or why it is not.</summary>
    /// <exception cref="Ethereum.JsonRpc.RpcUnavailableException">It takes a node, and none answers.</exception>
    public async Task<(Submission? Submission, ProblemResult? Problem)> CheckAsync(ApiClient client, SignedRequest signed, string? key, CancellationToken cancellationToken)
    {
        if (domains.Of(signed.Pool) is not { } domain)
            return (null, ProblemResult.Unavailable);

        var replayed = key is not null && await acceptance.KnowsAsync(client, key, cancellationToken);
        if (!replayed && LateProblem(signed) is { } late)
            return (null, late);
        if (await signatures.CheckAsync(signed, domain, cancellationToken) is not { } signature)
            return (null, ProblemResult.Of(
                StatusCodes.Status400BadRequest, ProblemCode.InvalidSignature,
                $"The signature is not by {signed.Request.From.ToChecksum()}, for this request and the domain {domain.Name}, version {domain.Version}, chain {domain.ChainId}, {domain.VerifyingContract.ToChecksum()}."));

        var submission = Submission(signed, signature);
        if (!replayed && client.Refusal(signed.Request) is { } refusal)
            return (null, refusal);
        // What is committed already stands, whatever the chain says of its nonce by now.
        var known = replayed || await acceptance.EarlierAsync(client, submission, key: null, cancellationToken) is SubmissionOutcome.Accepted;
        return known || await NonceProblemAsync(signed, cancellationToken) is not { } problem ? (submission, null) : (null, problem);
    }

    /// <summary>Makes the checks of many requests cheaper: their signers' nonces are read together.</summary>
    public Task ReadAheadAsync(IEnumerable<SignedRequest> requests, CancellationToken cancellationToken) =>
        nonces.ReadAheadAsync(requests.Select(signed => (signed.Pool, signed.Request.From)), cancellationToken);

    private ProblemResult? LateProblem(SignedRequest signed)
    {
        var left = (long)signed.Request.Deadline - time.GetUtcNow().ToUnixTimeSeconds();
        if (left <= 0)
            return ProblemResult.Of(StatusCodes.Status400BadRequest, ProblemCode.DeadlineExpired, "The deadline has passed.");
        return left < signed.Pool.DeadlineMargin.TotalSeconds
            ? ProblemResult.Of(
                StatusCodes.Status400BadRequest, ProblemCode.DeadlineTooClose,
                string.Create(CultureInfo.InvariantCulture, $"The deadline is {left} s away; it must be {signed.Pool.DeadlineMargin.TotalSeconds:0} s away at least to be met."))
            : null;
    }

    private async Task<ProblemResult?> NonceProblemAsync(SignedRequest signed, CancellationToken cancellationToken)
    {
        var onChain = await nonces.OnChainAsync(signed.Pool, signed.Request.From, cancellationToken);
        if (signed.Request.Nonce < onChain)
            return ProblemResult.Of(StatusCodes.Status409Conflict, ProblemCode.NonceUsed, $"The signer's nonce on chain is {onChain} already.");
        return signed.Request.Nonce - onChain > signed.Pool.MaxAhead
            ? ProblemResult.Of(
                StatusCodes.Status409Conflict, ProblemCode.NonceTooFar,
                $"The signer's nonce on chain is {onChain}; requests are taken up to {signed.Pool.MaxAhead} beyond it.")
            : null;
    }

    private static Submission Submission(SignedRequest signed, GoodSignature signature)
    {
        var request = signed.Request;
        return new Submission(
            new DirectRequest(
                signed.Pool.Forwarder!.Value.ToString(), ForwarderCalls.Execute(request, signature.Bytes), request.Value.ToString(CultureInfo.InvariantCulture), GasLimit: null,
                Speed.Default, request.Deadline < (ulong)EndOfTime.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)request.Deadline).UtcDateTime : null,
                signed.Pool.Name, signed.Reference, signed.CallbackUrl),
            new ForwardClaim(request.From.ToString(), (ulong)request.Nonce, (ulong)System.Numerics.BigInteger.Min(request.Gas, long.MaxValue), signature.ByKey));
    }
}
