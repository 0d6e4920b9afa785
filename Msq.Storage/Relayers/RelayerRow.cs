namespace Msq.Storage.Relayers;

/// <summary>A relayer as the dispatchers last saw it. Trackers write it, and route by it.</summary>
public sealed class RelayerRow
{
    /// <summary>Its id in the pool file.</summary>
    public required string Id { get; init; }

    /// <summary>Its signer's address, lower-case hex; null while never seen.</summary>
    public string? Address { get; set; }

    /// <summary>Whether new attempts may be opened on it.</summary>
    public bool Healthy { get; set; }

    /// <summary>Why not, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>When a dispatcher saw it (UTC).</summary>
    public DateTime ObservedAt { get; set; }
}
