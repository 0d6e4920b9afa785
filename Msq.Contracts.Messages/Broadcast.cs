namespace Msq.Contracts.Messages;

/// <summary>
/// Broadcast the signed bytes of an attempt again, should no node of its pool know them any more while their nonce is still free. Sent by the saga
/// when the chain has not shown the transaction for a while, consumed by the tracker in batches, answered by <see cref="BytesBroadcastAgain"/>
/// or <see cref="SignedBytesRefused"/>, or not at all where there is nothing to do. It carries no bytes: the row has the last word on
/// whether and what may be sent.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
public sealed record BroadcastAgain(Guid TransactionId, int Attempt);

/// <summary>The same signed bytes were broadcast again, and a node took them. Broadcaster to saga, for the timeline.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Hash">Their hash (<c>0x</c> + 64 lower-case hex digits).</param>
/// <param name="Nodes">How many nodes took them.</param>
public sealed record BytesBroadcastAgain(Guid TransactionId, int Attempt, string Hash, int Nodes);

/// <summary>The stored bytes are not those that the relayer signed for this attempt: they are never sent. Broadcaster to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Hash">The transaction's hash when they were looked at.</param>
/// <param name="Reason">What is wrong with them.</param>
public sealed record SignedBytesRefused(Guid TransactionId, int Attempt, string Hash, string Reason);
