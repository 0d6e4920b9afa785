namespace Msq.Storage.Transactions;

/// <summary>One entry of a transaction's timeline, written in the database transaction of the change it tells of.</summary>
public sealed class TransactionEvent
{
    private const int LinesOfAVersion = 256;

    /// <summary>Rises with time within one transaction, and is told apart only there.</summary>
    public required long Id { get; init; }

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

    /// <summary>
    /// The id of a line that is written with a version of its transaction's row. Every writer raises the version, so ids are in order and need no answer from the database.
    /// </summary>
    /// <param name="version">The version that the row has after the change.</param>
    /// <param name="index">Which of the change's lines it is, from 0.</param>
    public static long IdOf(int version, int index = 0) => ((long)version * LinesOfAVersion) + index;
}
