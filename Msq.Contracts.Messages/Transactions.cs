namespace Msq.Contracts.Messages;

/// <summary>
/// A transaction's row is committed and waits to be taken up. Sent by the API right after its commit as a hint, and by the sweep
/// for rows whose hint was lost. Consumed by the transaction saga. Repeats have no effect.
/// </summary>
/// <param name="TransactionId">The transaction's id, which is the saga's id.</param>
public sealed record SubmitTransaction(Guid TransactionId);

/// <summary>
/// The time a transaction waited for has come (<c>next_action_at</c>). Sent by the sweep, consumed by the saga, which
/// decides from its row what is due.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record TransactionDue(Guid TransactionId);

/// <summary>
/// The client asked to cancel. A hint from the API, which has written the wish into the row already: the sweep makes up for a lost one. Consumed by the saga.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
public sealed record CancelTransaction(Guid TransactionId);
