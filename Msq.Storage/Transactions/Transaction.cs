using MassTransit;
using Msq.Storage.Attempts;

namespace Msq.Storage.Transactions;

/// <summary>
/// One client transaction: the saga instance and the only authority over it. The API inserts it (state <c>Accepted</c>); afterwards every writer
/// checks and raises <see cref="Version"/>. Times are UTC by the database's clock; amounts are decimal strings (wei).
/// </summary>
public sealed class Transaction : SagaStateMachineInstance
{
    /// <summary>The transaction's id: time-ordered (UUIDv7).</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>The state machine's state; <see cref="Status"/> is what clients see.</summary>
    public string CurrentState { get; set; } = "Accepted";

    /// <summary>One of <see cref="TransactionStatus"/>.</summary>
    public string Status { get; set; } = TransactionStatus.Queued;

    /// <summary>Since when it has this status (UTC); null while it has its first.</summary>
    public DateTime? StatusSince { get; set; }

    /// <summary>Raised by every write; the fence behind the row lock.</summary>
    public int Version { get; set; }

    // What the client asked for: written once, by the API.

    /// <summary>The client, by its name in the clients file.</summary>
    public required string Client { get; init; }

    /// <summary>The client's idempotency key, unique per client; null when it gave none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>From then on the key may stand for another request, if this one is over (UTC); null without a key.</summary>
    public DateTime? IdempotencyExpiresAt { get; init; }

    /// <summary>SHA-256 of the request as understood, to tell a replay from another request under the same key.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>One of <see cref="TransactionType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The pool, by its name in the pool file.</summary>
    public required string Pool { get; init; }

    /// <summary>The pool's chain (EIP-155) when it was accepted.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Target address, lower-case hex.</summary>
    public required string To { get; init; }

    /// <summary>Wei, decimal.</summary>
    public required string Value { get; init; }

    /// <summary>Calldata, lower-case <c>0x</c> hex.</summary>
    public required string Data { get; init; }

    /// <summary>The client's gas limit; null lets Msq estimate it.</summary>
    public ulong? GasLimit { get; init; }

    /// <summary>The most gas that its client's policy allows, where Msq estimates it; null = any.</summary>
    public ulong? MaxGas { get; init; }

    /// <summary>Who signed a gasless request, lower-case hex; null for a direct one, as the next two.</summary>
    public string? Signer { get; init; }

    /// <summary>The signer's nonce at the forwarder, which is <see cref="To"/>.</summary>
    public ulong? ForwardNonce { get; init; }

    /// <summary>Units of gas that the signer's call gets at least; of a batch, all its signers' calls.</summary>
    public ulong? ForwardGas { get; init; }

    /// <summary>The signature is a key's. A contract's (EIP-1271) may change its mind, and costs whatever it likes: it shares no transaction with others.</summary>
    public bool SignedByKey { get; init; }

    /// <summary>OZ Relayer's word: <c>fastest fast average safeLow</c>.</summary>
    public required string Speed { get; init; }

    /// <summary>After this time nothing may be sent any more (UTC); null = the pool's window.</summary>
    public DateTime? ValidUntil { get; init; }

    /// <summary>The client's own word for it.</summary>
    public string? Reference { get; init; }

    /// <summary>Where its client wants to be told of this transaction, besides the endpoints in its entry.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>When the row was committed (UTC).</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The one relayer that may send it, by its id in the pool file; null leaves it to the pool.</summary>
    public string? OnlyRelayer { get; init; }

    /// <summary>The transaction whose place it takes: nothing is sent before that one is over without having been executed. Null for most.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>The recorded span that accepted it (W3C <c>traceparent</c>): what becomes of it later goes on with that trace. Null when nobody records it.</summary>
    public string? Traceparent { get; init; }

    // Where it stands.

    /// <summary>Last change that a client can see (UTC).</summary>
    public DateTime UpdatedAt { get; set; }

    /// <summary>When the sweep looks at it again (UTC); null for an end.</summary>
    public DateTime? NextActionAt { get; set; }

    /// <summary>How often the sweep has looked since the last progress: each time it waits twice as long.</summary>
    public int Sweeps { get; set; }

    /// <summary>When the client asked to cancel (UTC): from then on no attempt is opened.</summary>
    public DateTime? CancelRequestedAt { get; set; }

    /// <summary>When the relayer said that it is cancelling, or was asked once more after that (UTC).</summary>
    public DateTime? CancelTakenAt { get; set; }

    /// <summary>Units of gas that the node estimated, without margin.</summary>
    public ulong? GasEstimate { get; set; }

    /// <summary>The nonce of its signer that has to be used on chain before it can be sent; null when it need not wait.</summary>
    public ulong? WaitsForNonce { get; set; }

    /// <summary>Since when it waits for others to share a transaction with (UTC); null while it does not.</summary>
    public DateTime? GatheredAt { get; set; }

    /// <summary>The batch that carries it, or that has executed it; null while it goes by itself.</summary>
    public Guid? CarrierId { get; set; }

    /// <summary>How many batches have had it: what comes back from one goes by itself.</summary>
    public int Carriages { get; set; }

    // The open attempt.

    /// <summary>The number of the newest attempt; 0 before the first.</summary>
    public int Attempt { get; set; }

    /// <summary>When a dispatcher claimed the open attempt (UTC); only that dispatcher may POST it.</summary>
    public DateTime? ClaimedAt { get; set; }

    /// <summary>The attempt's relayer, by its id in the pool file; chosen before the attempt is opened.</summary>
    public string? Relayer { get; set; }

    /// <summary>The relayer's signer, lower-case hex.</summary>
    public string? From { get; set; }

    /// <summary>The id inside the relayer, once it owns the attempt.</summary>
    public string? RelayerTransactionId { get; set; }

    /// <summary>Why nobody knows what became of it, in words; null while all is known.</summary>
    public string? Unresolved { get; set; }

    /// <summary>When the relayer first said that it gave the attempt up before signing it (UTC); believed when it says so again after the settle time.</summary>
    public DateTime? GivenUpAt { get; set; }

    // What is known of it on the chain.

    /// <summary>The signer's nonce.</summary>
    public ulong? Nonce { get; set; }

    /// <summary>The newest known hash; a gas bump changes it, the mined one is final.</summary>
    public string? Hash { get; set; }

    /// <summary>The last signed bytes (<c>0x…</c>) that a relayer reported.</summary>
    public string? RawTransaction { get; set; }

    /// <summary>The hash that the relayer last said was mined, with an effect (<c>0x</c> and 64 digits). A hint: only the chain says what is.</summary>
    public string? MinedHash { get; set; }

    /// <summary>The height of the block that holds it.</summary>
    public ulong? BlockNumber { get; set; }

    /// <summary>Units of gas.</summary>
    public ulong? GasUsed { get; set; }

    /// <summary>Wei per gas, decimal.</summary>
    public string? EffectiveGasPrice { get; set; }

    /// <summary>Confirmations when it ended; while it is mined they follow from the chain's head.</summary>
    public int? Confirmations { get; set; }

    // Its end.

    /// <summary>When it was confirmed (UTC).</summary>
    public DateTime? ConfirmedAt { get; set; }

    /// <summary>One of <see cref="ErrorCode"/> for an end other than confirmed.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The error in words.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>The decoded reason of a revert.</summary>
    public string? RevertReason { get; set; }

    /// <summary>One of <see cref="EndProof"/>.</summary>
    public string? EndProof { get; set; }

    /// <summary>How many events its client has been told of: the number of the newest.</summary>
    public int CallbackEvents { get; set; }

    /// <summary>Its timeline. Not loaded with the row: what is added here is inserted with the next save.</summary>
    public List<TransactionEvent> Timeline { get; } = [];

    /// <summary>The hashes that it had before the newest one. Not loaded with the row: what is added here is inserted with the next save.</summary>
    public List<SupersededHash> SupersededHashes { get; } = [];

    /// <summary>Its attempts. Not loaded with the row: what is added here is inserted with the next save.</summary>
    public List<Attempt> Attempts { get; } = [];

    /// <summary>Adds a line to the timeline, with the status that it has now; to be called before the change raises <see cref="Version"/>.</summary>
    /// <param name="at">When it happened (UTC).</param>
    /// <param name="event">What happened, in one word or two.</param>
    /// <param name="detail">The particulars, in words.</param>
    public void Tell(DateTime at, string @event, string? detail = null) =>
        Timeline.Add(new TransactionEvent { Id = TransactionEvent.IdOf(Version + 1, Timeline.Count), At = at, Status = Status, Event = @event, Detail = detail });
}
