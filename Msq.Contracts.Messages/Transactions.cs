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

/// <summary>An operator wants it looked at now, not when its time comes. Sent by the API, consumed by the saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="By">Who asked for it: client and key.</param>
public sealed record LookNow(Guid TransactionId, string By);

/// <summary>
/// An operator ends it by hand, without proof: evidence from the chain still overrides the end. Sent by the API, consumed by the saga; no effect once it is mined or over.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Status"><c>failed</c>, <c>canceled</c> or <c>expired</c>.</param>
/// <param name="Reason">Why, for the timeline and the client.</param>
/// <param name="By">Who asked for it: client and key.</param>
public sealed record CloseTransaction(Guid TransactionId, string Status, string Reason, string By);
