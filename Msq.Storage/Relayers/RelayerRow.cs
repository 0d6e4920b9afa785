namespace Msq.Storage.Relayers;

/// <summary>A relayer as the dispatchers last saw it. Trackers write it, and route by it.</summary>
public sealed class RelayerRow
{
    /// <summary>Its id in the pool file.</summary>
    public required string Id { get; init; }

    /// <summary>Its signer's address, lower-case hex; null while never seen.</summary>
    public string? Address { get; set; }

    /// <summary>Where it is: host and the id inside that OZ Relayer.</summary>
    public string? Place { get; set; }

    /// <summary>Since when its next nonce on chain is below the lowest that it has given out (UTC); null while it is not.</summary>
    public DateTime? GapSince { get; set; }

    /// <summary>Whether new attempts may be opened on it.</summary>
    public bool Healthy { get; set; }

    /// <summary>Why not, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>When a dispatcher saw it (UTC).</summary>
    public DateTime ObservedAt { get; set; }
}
