namespace Msq.Storage.Monitoring;

/// <summary>What one monitor of OZ Monitor last said of a pool. Only the API writes it.</summary>
public sealed class MonitorAlert
{
    /// <summary>The pool, by its name in the pool file.</summary>
    public required string Pool { get; init; }

    /// <summary>The monitor, by its name in OZ Monitor's configuration.</summary>
    public required string Monitor { get; init; }

    /// <summary>The transaction that it was about, <c>0x</c> and 64 lower-case hex digits.</summary>
    public required string TransactionHash { get; set; }

    /// <summary>Who sent that transaction, lower-case hex.</summary>
    public required string From { get; set; }

    /// <summary>How many transactions it was about so far; one that comes again right away counts once.</summary>
    public int Count { get; set; }

    /// <summary>When it came last (UTC).</summary>
    public DateTime ReceivedAt { get; set; }
}
