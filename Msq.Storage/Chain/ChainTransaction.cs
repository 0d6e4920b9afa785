namespace Msq.Storage.Chain;

/// <summary>
/// A transaction in a block, sent from the address of one of our relayers: the evidence. Written in the database transaction that moves the
/// chain's cursor over its block.
/// </summary>
public sealed class ChainTransaction
{
    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>The sender, lower-case hex.</summary>
    public required string From { get; init; }

    /// <summary>The sender's nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>The hash in the block.</summary>
    public required string Hash { get; set; }

    /// <summary><see cref="Attempts.AttemptIdentity"/> of its payload.</summary>
    public required byte[] Identity { get; set; }

    /// <summary>The block's height.</summary>
    public ulong BlockNumber { get; set; }

    /// <summary>The block's hash.</summary>
    public required string BlockHash { get; set; }

    /// <summary>The receipt's status: false = reverted.</summary>
    public bool Succeeded { get; set; }

    /// <summary>Units of gas.</summary>
    public ulong GasUsed { get; set; }

    /// <summary>Wei per gas, decimal.</summary>
    public required string EffectiveGasPrice { get; set; }

    /// <summary>The decoded reason of a revert.</summary>
    public string? RevertReason { get; set; }

    /// <summary>The signed bytes (<c>0x…</c>) rebuilt from the block, should a reorganisation take it away again; null where they cannot be.</summary>
    public string? RawTransaction { get; set; }

    /// <summary>When the watcher stored it (UTC).</summary>
    public DateTime SeenAt { get; set; }

    /// <summary>The transaction it bears on; null while nobody owns it.</summary>
    public Guid? TransactionId { get; set; }

    /// <summary>The attempt it bears on.</summary>
    public int? Attempt { get; set; }

    /// <summary>True when it executes the attempt's payload, false when another payload took its nonce.</summary>
    public bool Executes { get; set; }

    /// <summary>That nobody owns it has been said.</summary>
    public bool StrangenessAnnounced { get; set; }

    /// <summary>Its depth has been announced to the saga.</summary>
    public bool ConfirmationAnnounced { get; set; }

    /// <summary>The signers' requests that it executed. Not loaded with the row: what is added here is inserted with it.</summary>
    public List<ChainForward> Forwards { get; init; } = [];
}
