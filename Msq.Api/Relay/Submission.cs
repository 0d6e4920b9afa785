namespace Msq.Api.Relay;

/// <summary>What is to be committed.</summary>
/// <param name="Request">What a relayer sends.</param>
/// <param name="Forward">Whose request the forwarder executes by it; null for a client's own call.</param>
internal sealed record Submission(DirectRequest Request, ForwardClaim? Forward = null);

/// <summary>What is to be committed under a client's idempotency key, if it gave one.</summary>
internal sealed record KeyedSubmission(Submission Submission, string? Key);

/// <summary>A claim on a signer's nonce at the forwarder that the request goes to.</summary>
/// <param name="Signer">Lower-case hex.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Gas">Units of gas that the signer asks for.</param>
/// <param name="ByKey">A key has signed it, not a contract.</param>
internal sealed record ForwardClaim(string Signer, ulong Nonce, ulong Gas, bool ByKey);
