namespace Msq.Storage.Chain;

/// <summary>How far a chain was read. Moved by compare-and-set on <see cref="Version"/>, so two watchers at once do no harm.</summary>
public sealed class ChainCursor
{
    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>The last height that was read.</summary>
    public ulong Height { get; set; }

    /// <summary>Its block's hash.</summary>
    public required string BlockHash { get; set; }

    /// <summary>Raised by every move.</summary>
    public int Version { get; set; }

    /// <summary>When it moved last (UTC).</summary>
    public DateTime UpdatedAt { get; set; }
}

/// <summary>The hash that was read at a height, kept as deep as a reorganisation may reach.</summary>
public sealed class ChainBlock
{
    /// <summary>The chain (EIP-155).</summary>
    public ulong ChainId { get; init; }

    /// <summary>The height.</summary>
    public ulong Number { get; init; }

    /// <summary>The block's hash.</summary>
    public required string Hash { get; set; }
}
