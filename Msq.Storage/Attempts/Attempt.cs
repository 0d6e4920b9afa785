namespace Msq.Storage.Attempts;

/// <summary>One attempt to have a transaction sent: which relayer, with which exact POST body, and what came of it.</summary>
public sealed class Attempt
{
    /// <summary>The transaction.</summary>
    public Guid TransactionId { get; init; }

    /// <summary>From 1.</summary>
    public int Number { get; init; }

    /// <summary>The relayer, by its id in the pool file.</summary>
    public string Relayer { get; init; } = "";

    /// <summary>The relayer's signer when the attempt was opened, lower-case hex.</summary>
    public string From { get; init; } = "";

    /// <summary>Units of gas, with the offset that makes <see cref="Identity"/> unique.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>The exact JSON that is POSTed.</summary>
    public string Body { get; init; } = "";

    /// <summary>
    /// <see cref="AttemptIdentity"/>: unique among the attempts whose outcome the chain has not settled, so that a row at the relayer or a
    /// transaction in a block is recognised without any id. Null once the attempt is settled.
    /// </summary>
    public byte[]? Identity { get; set; }

    /// <summary>
    /// Set when a look first found nothing of it: no nonce from here on can be its own. Once all lower ones went to other payloads, it is proven absent.
    /// </summary>
    public ulong? NonceBound { get; set; }

    /// <summary>When it was opened (UTC).</summary>
    public DateTime OpenedAt { get; init; }

    /// <summary>When a dispatcher claimed it (UTC).</summary>
    public DateTime? ClaimedAt { get; set; }

    /// <summary>One of <see cref="AttemptOutcome"/>; null while it is open.</summary>
    public string? Outcome { get; set; }

    /// <summary>When the outcome was written down (UTC).</summary>
    public DateTime? SettledAt { get; set; }

    /// <summary>The outcome in words.</summary>
    public string? OutcomeDetail { get; set; }

    /// <summary>The id inside the relayer, once it owns the attempt; unique per relayer.</summary>
    public string? RelayerTransactionId { get; set; }
}
