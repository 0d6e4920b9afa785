namespace Msq.Storage.Transactions;

/// <summary>A hash that a transaction had before it was signed anew: who asks a node for it waits for ever.</summary>
public sealed class SupersededHash
{
    /// <summary>Given by the database.</summary>
    public long Id { get; init; }

    /// <summary>The transaction.</summary>
    public Guid TransactionId { get; init; }

    /// <summary><c>0x</c> and 64 lower-case hex digits.</summary>
    public required string Hash { get; init; }
}
