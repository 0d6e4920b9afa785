namespace Msq.Storage.Chain;

/// <summary>
/// A transaction of one of our relayers' addresses that a reorganisation took out of its block. Kept until its nonce is in a block again: until then its signed
/// bytes are offered to the nodes, whose own memory of it cannot be counted on. Relayers look away from what was mined once.
/// </summary>
public sealed class ChainOrphan
{
    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>The sender, lower-case hex.</summary>
    public required string From { get; init; }

    /// <summary>The sender's nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>The signed bytes (<c>0x…</c>).</summary>
    public required string RawTransaction { get; set; }

    /// <summary>When they are offered next (UTC).</summary>
    public DateTime NextOfferAt { get; set; }
}
