namespace Msq.Storage.Forwarding;

/// <summary>
/// A signer's nonce at a forwarder, reserved for one transaction. Reserved in the database transaction that accepts it; free again when it ends without having used the
/// nonce on chain.
/// </summary>
public sealed class ForwardNonce
{
    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>The forwarder, lower-case hex.</summary>
    public required string Forwarder { get; init; }

    /// <summary>Who signed, lower-case hex.</summary>
    public required string Signer { get; init; }

    /// <summary>The nonce.</summary>
    public ulong Nonce { get; init; }

    /// <summary>The transaction that it is for.</summary>
    public Guid TransactionId { get; init; }
}
