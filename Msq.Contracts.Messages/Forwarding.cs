namespace Msq.Contracts.Messages;

/// <summary>
/// Ask a forwarder for a signer's nonce: a gasless transaction is sent when it is its turn. Sent by the saga before it opens an attempt, consumed by the tracker in batches,
/// answered by <see cref="ForwardNonceRead"/>. RPC down: no answer, and the sweep asks again.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Forwarder">The forwarder (lower-case hex).</param>
/// <param name="Signer">Who signed (lower-case hex).</param>
public sealed record ReadForwardNonce(Guid TransactionId, ulong ChainId, string Forwarder, string Signer);

/// <summary>A signer's next nonce at a forwarder. Tracker to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Nonce">In the newest block.</param>
/// <param name="FinalNonce">In the newest block that is as deep as the pool asks for: lower nonces are used for good.</param>
public sealed record ForwardNonceRead(Guid TransactionId, ulong Nonce, ulong FinalNonce);
