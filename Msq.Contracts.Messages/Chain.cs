namespace Msq.Contracts.Messages;

/// <summary>
/// The chain watcher stored evidence for this transaction: a block holds its payload, or another one at its nonce. A wake-up: the saga
/// reads the evidence from <c>chain_transactions</c> in its own database transaction, so order and repeats do not matter.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="BlockNumber">The height at which it was seen.</param>
public sealed record ChainTransactionSeen(Guid TransactionId, ulong BlockNumber);

/// <summary>The evidence is as deep as the pool's <c>confirmations</c> ask. Watcher to saga; the saga reads the evidence.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="BlockNumber">The height at which it was seen.</param>
public sealed record ChainTransactionConfirmed(Guid TransactionId, ulong BlockNumber);

/// <summary>The block that held the evidence is no longer part of the chain. Watcher to saga; the saga reads what is left.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="BlockNumber">The height at which it had been seen.</param>
public sealed record ChainTransactionReorged(Guid TransactionId, ulong BlockNumber);
