namespace Msq.Contracts.Messages;

/// <summary>
/// Look for an attempt in doubt in its relayer's list. Sent by the saga, consumed by any dispatcher; answered by
/// <see cref="DispatchAccepted"/> with <c>Found</c>, or by <see cref="AttemptNotFound"/>. No answer: the sweep asks again.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Relayer">The relayer that may have taken it.</param>
public sealed record LookForAttempt(Guid TransactionId, int Attempt, string Relayer);

/// <summary>
/// A look found no row of the attempt at its relayer. This alone proves nothing: rows may have been forgotten. Sent by a dispatcher, or by the saga
/// when the relayer no longer knows the id that it once gave; consumed by the tracker, which weighs it against the chain and answers with
/// <see cref="AttemptProvenAbsent"/> or <see cref="AbsenceNotProven"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="RelayerTransactionId">The id that the relayer forgot; null when it never gave one.</param>
/// <param name="Evidence">What the scan saw.</param>
public sealed record AttemptNotFound(Guid TransactionId, int Attempt, string? RelayerTransactionId, LookEvidence Evidence);

/// <summary>What one complete scan of a relayer's list saw.</summary>
/// <param name="LookedAt">When the scan began (UTC, the database's clock).</param>
/// <param name="Witnessed">A row that Msq owned before it opened the attempt is still listed: the relayer's memory is unbroken.</param>
/// <param name="UnownedNoops">The nonces of NOOPs in the window that nobody owns: one of them may be what became of the attempt. Null where it has none yet.</param>
/// <param name="SameSigner">The relayer's address is still the one the attempt was opened for.</param>
/// <param name="ScannedPastClaim">The scan reached rows older than the claim, or the end of the list.</param>
/// <param name="HighestNonce">The highest nonce that is listed; null when none is.</param>
public sealed record LookEvidence(
    DateTimeOffset LookedAt, bool Witnessed, IReadOnlyList<ulong?> UnownedNoops, bool SameSigner, bool ScannedPastClaim, ulong? HighestNonce)
{
    /// <summary>What there is to go by when the relayer answered 404 for an id that it once gave: its memory is broken.</summary>
    public static LookEvidence Forgotten(DateTimeOffset at) => new(at, Witnessed: false, [], SameSigner: true, ScannedPastClaim: true, HighestNonce: null);
}

/// <summary>The attempt was never taken and never will be: another one may be opened. Tracker to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="RelayerTransactionId">The id that the relayer forgot; null when it never gave one.</param>
/// <param name="ByChain">The chain proves it; otherwise the relayer's unbroken list does.</param>
/// <param name="Words">The proof in words.</param>
public sealed record AttemptProvenAbsent(Guid TransactionId, int Attempt, string? RelayerTransactionId, bool ByChain, string Words);

/// <summary>What was seen proves nothing yet. Tracker to saga.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Reason">What is missing, in words.</param>
public sealed record AbsenceNotProven(Guid TransactionId, int Attempt, string Reason);

/// <summary>
/// Ask a relayer for the row that it owns of a transaction. Sent by the saga when reports are overdue, consumed by any
/// dispatcher, answered by <see cref="RelayerTransactionReported"/> or <see cref="RelayerTransactionForgotten"/>.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="RelayerTransactionId">The id inside that relayer.</param>
public sealed record AskRelayer(Guid TransactionId, int Attempt, string Relayer, string RelayerTransactionId);

/// <summary>
/// Have a relayer cancel a transaction that it owns: one without a nonce is dropped, another one has its nonce used up by a transfer of nothing. Sent by the saga,
/// consumed by any dispatcher, which may repeat the call; answered as <see cref="AskRelayer"/> is. What becomes of it only the chain decides.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="RelayerTransactionId">The id inside that relayer.</param>
public sealed record CancelAtRelayer(Guid TransactionId, int Attempt, string Relayer, string RelayerTransactionId);

/// <summary>The relayer no longer knows the id that it once gave (404). Dispatcher to saga; proves nothing about the chain.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="RelayerTransactionId">The id inside that relayer.</param>
public sealed record RelayerTransactionForgotten(Guid TransactionId, int Attempt, string RelayerTransactionId);

/// <summary>
/// What a relayer says of a transaction that it owns, by webhook (sent by the API) or when asked (sent by a dispatcher). A hint: it adds nonce,
/// hash and signed bytes and wakes the row; it never decides an end. May come late, twice, unordered or never. Consumed by the saga.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Report">The relayer's row.</param>
public sealed record RelayerTransactionReported(Guid TransactionId, int Attempt, RelayerReport Report);

/// <summary>The fields of a relayer's transaction that Msq uses (OZ Relayer v1.3.0, transaction response).</summary>
/// <param name="Id">The id inside the relayer (UUID).</param>
/// <param name="Status">The relayer's own word: <c>pending sent submitted mined confirmed failed canceled expired</c>, or one not yet known.</param>
/// <param name="StatusReason">The relayer's reason, if it gave one.</param>
/// <param name="Nonce">The signer's nonce, null until prepared.</param>
/// <param name="Hash">The latest signed hash (<c>0x</c> + 64 lower-case hex digits), null until signed. It changes on every gas bump.</param>
/// <param name="IsNoop">The row's payload was rewritten to a transfer of nothing to itself.</param>
/// <param name="RawTransaction">The signed bytes (<c>0x…</c>) rebuilt from the report, when it carried all of them.</param>
public sealed record RelayerReport(
    string Id, string Status, string? StatusReason, ulong? Nonce, string? Hash, bool IsNoop, string? RawTransaction);

/// <summary>
/// Look at a relayer now rather than in its turn: its OZ Relayer has announced a change of its state. Sent by the API, consumed by any dispatcher. A hint: the look decides.
/// </summary>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
public sealed record LookAtRelayer(string Relayer);

/// <summary>
/// A relayer as a dispatcher saw it on its last probe. Published by dispatchers, consumed by the trackers, which route by it.
/// </summary>
/// <param name="Relayer">The relayer, by its id in the pool file.</param>
/// <param name="Place">Where it is: host and the id inside that OZ Relayer.</param>
/// <param name="Address">Its signer's address (lower-case hex), null while never seen.</param>
/// <param name="Healthy">Whether new attempts may be opened on it.</param>
/// <param name="Reason">Why not, in words; null when healthy.</param>
/// <param name="Balance">Wei, decimal; null when it was not asked for.</param>
/// <param name="ObservedAt">When it was seen (UTC).</param>
public sealed record RelayerObserved(string Relayer, string Place, string? Address, bool Healthy, string? Reason, string? Balance, DateTimeOffset ObservedAt);
