namespace Msq.Storage.Chain;

/// <summary>A signer's request that a transaction in a block executed: the forwarder's <c>ExecutedForwardRequest</c> in its receipt. Comes and goes with its <see cref="ChainTransaction"/>.</summary>
public sealed class ChainForward
{
    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>The sender of the transaction, lower-case hex.</summary>
    public string From { get; init; } = "";

    /// <summary>The sender's nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>Who signed the request, lower-case hex.</summary>
    public required string Signer { get; init; }

    /// <summary>The signer's nonce at the forwarder, which is used now.</summary>
    public ulong ForwardNonce { get; init; }

    /// <summary>False when the signer's call reverted.</summary>
    public bool Succeeded { get; init; }
}
