namespace Msq.Contracts.Messages;

/// <summary>
/// Attempt <paramref name="Attempt"/> may be POSTed. Sent by the saga (and again when it is due) to the queue of the attempt's relayer,
/// consumed by the dispatchers. It carries no payload: only the dispatcher whose claim on the row succeeds reads the attempt's body and POSTs
/// it, so copies, redeliveries and messages that slept in a queue are harmless.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number, from 1.</param>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="IsRepeat">It was sent before: the relayer's list is looked at before it is POSTed.</param>
public sealed record DispatchTransaction(Guid TransactionId, int Attempt, string Relayer, bool IsRepeat = false);

/// <summary>
/// The relayer owns the attempt: it answered 200 with an id to the claimer, or an exact match was found in its list.
/// Sent by the dispatcher, consumed by the saga.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="Report">The relayer's row as it answered.</param>
/// <param name="Found">True when a look found it, false when it is the answer to the POST.</param>
public sealed record DispatchAccepted(Guid TransactionId, int Attempt, string Relayer, RelayerReport Report, bool Found);

/// <summary>
/// The relayer refused the attempt for good (400): nothing was created, another relayer would say the same. Dispatcher to saga.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Reason">The relayer's words.</param>
public sealed record DispatchRefused(Guid TransactionId, int Attempt, string Reason);

/// <summary>
/// The relayer certainly did not take the attempt (nothing was sent, or 401, 403, 404, 429, or its <c>valid_until</c> was over): another attempt may be opened. Dispatcher to saga.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Reason">What happened, for the timeline.</param>
/// <param name="RetryAfter">How long the relayer asked to be left alone, if it did.</param>
public sealed record DispatchNotTaken(Guid TransactionId, int Attempt, string Reason, TimeSpan? RetryAfter);

/// <summary>
/// Nobody knows whether the relayer took the attempt (time-out, reset, 5xx, an answer that cannot be read). It is never POSTed again;
/// the saga has it looked for after the settle time. Dispatcher to saga.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Reason">What happened, for the timeline.</param>
public sealed record DispatchInDoubt(Guid TransactionId, int Attempt, string Reason);
