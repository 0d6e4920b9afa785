using Microsoft.AspNetCore.WebUtilities;
using Msq.Api.Problems;

namespace Msq.Api.Documentation;

/// <summary>One problem of every code, as the documentation shows it.</summary>
internal static class ProblemExamples
{
    /// <summary>All codes.</summary>
    public static IReadOnlyList<string> Codes { get; } = Vocabulary.Constants(typeof(ProblemCode));

    /// <summary>The problems by their codes.</summary>
    public static IReadOnlyDictionary<string, Problem> All { get; } = new[]
    {
        ProblemResult.Validation("to", "must be 0x and 40 hex digits").Problem,
        Of(400, ProblemCode.MalformedJson, "The body is no JSON: line 1, byte 17."),
        Of(400, ProblemCode.BadRequest, "Unexpected end of request content."),
        Of(400, ProblemCode.DeadlineExpired, "The deadline has passed."),
        Of(400, ProblemCode.DeadlineTooClose, "The deadline is 12 s away; it must be 60 s away at least to be met."),
        Of(400, ProblemCode.InvalidSignature, "The signature is not by 0x70997970C51812dc3A010C7d01b50e0d17dc79C8, for this request and the domain MsqForwarder, version 1, chain 31337."),
        Of(401, ProblemCode.Unauthorized, "The API key is unknown."),
        Of(403, ProblemCode.Forbidden, "The API key 'payments-2025' was revoked."),
        ProblemResult.Policy("policy.maxValue", "value", "The client's transactions may carry 1000000000000000000 wei at most.").Problem,
        ProblemResult.Policy(ProblemCode.TargetNotAllowed, "gasless.targets", "request.to", "This client may not have that call made.").Problem,
        ProblemResult.Policy(ProblemCode.ValueNotAllowed, "gasless.maxValue", "request.value", "This client's requests may carry 0 wei at most.").Problem,
        ProblemResult.Policy(ProblemCode.GasTooHigh, "gasless.maxGas", "request.gas", "This client's requests may ask for 1000000 gas at most.").Problem,
        Of(404, ProblemCode.NotFound, "There is no such transaction."),
        Of(405, ProblemCode.MethodNotAllowed, null),
        Of(409, ProblemCode.AlreadyEnded, "It is over: confirmed."),
        Of(409, ProblemCode.EndpointGone, "The client's entry has no endpoint for it any more."),
        Of(409, ProblemCode.NonceUsed, "The signer's nonce on chain is 8 already."),
        Of(409, ProblemCode.NonceReserved, "Another request of this signer has this nonce; sign the next one."),
        Of(409, ProblemCode.NonceTooFar, "The signer's nonce on chain is 8; requests are taken up to 64 beyond it."),
        Of(413, ProblemCode.PayloadTooLarge, "The body is longer than 262144 bytes."),
        Of(415, ProblemCode.UnsupportedMediaType, "Send Content-Type: application/json, in UTF-8."),
        Of(422, ProblemCode.IdempotencyKeyReused, "This Idempotency-Key was used for another request."),
        ProblemResult.WouldRevert(Samples.Revert).Problem,
        Of(422, ProblemCode.InsufficientFunds, "The relayer at 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 has too little: insufficient funds for gas * price + value"),
        Of(429, ProblemCode.RateLimited, "The client may make 100 requests in 1 s."),
        Of(500, ProblemCode.Internal, "The service failed; its log says why."),
        ProblemResult.Unavailable.Problem,
    }.ToDictionary(problem => problem.Code);

    private static Problem Of(int status, string code, string? detail) => new(ReasonPhrases.GetReasonPhrase(status), status, code, detail);
}
