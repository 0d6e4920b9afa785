namespace Msq.Storage.Transactions;

/// <summary>One entry of a transaction's timeline, written in the database transaction of the change it tells of.</summary>
public sealed class TransactionEvent
{
    /// <summary>Rises with time within one transaction.</summary>
    public long Id { get; init; }

    /// <summary>The transaction.</summary>
    public Guid TransactionId { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public required DateTime At { get; init; }

    /// <summary>The status after it.</summary>
    public required string Status { get; init; }

    /// <summary>What happened, in one word or two: <c>accepted</c>, <c>attempt_opened</c>, <c>mined</c>, …</summary>
    public required string Event { get; init; }

    /// <summary>The particulars, in words.</summary>
    public string? Detail { get; init; }
}
