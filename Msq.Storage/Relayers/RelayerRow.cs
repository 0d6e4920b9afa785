namespace Msq.Storage.Relayers;

/// <summary>A relayer as the dispatchers last saw it. Trackers write it, and route by it.</summary>
public sealed class RelayerRow
{
    /// <summary>A relayer that no dispatcher has seen for so long is unknown, not healthy.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    /// <summary>Its id in the pool file.</summary>
    public required string Id { get; init; }

    /// <summary>Its signer's address, lower-case hex; null while never seen.</summary>
    public string? Address { get; set; }

    /// <summary>Where it is: host and the id inside that OZ Relayer.</summary>
    public string? Place { get; set; }

    /// <summary>Since when its next nonce on chain is below the lowest that it has given out (UTC); null while it is not.</summary>
    public DateTime? GapSince { get; set; }

    /// <summary>What it last said of its balance, wei, decimal; null while it never did.</summary>
    public string? Balance { get; set; }

    /// <summary>One of <see cref="OperatorState"/>. This and the next three only the API writes.</summary>
    public string State { get; set; } = OperatorState.Active;

    /// <summary>Why, in the operator's words.</summary>
    public string? StateReason { get; set; }

    /// <summary>Since when (UTC).</summary>
    public DateTime? StateSince { get; set; }

    /// <summary>Who asked for it: client and key.</summary>
    public string? StateBy { get; set; }

    /// <summary>Whether new attempts may be opened on it.</summary>
    public bool Healthy { get; set; }

    /// <summary>Why not, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>When a dispatcher saw it (UTC).</summary>
    public DateTime ObservedAt { get; set; }
}
