namespace Msq.Sdk;

/// <summary>One transaction of a batch.</summary>
public sealed record BatchItem
{
    /// <summary>A transaction that a relayer sends as it is.</summary>
    /// <param name="direct">The transaction.</param>
    /// <param name="idempotencyKey">A key of its own; without one it has the batch's key with its index, and so depends on its place.</param>
    public BatchItem(DirectTransaction direct, string? idempotencyKey = null) => (Direct, IdempotencyKey) = (direct, idempotencyKey);

    /// <summary>A user's signed request.</summary>
    /// <param name="gasless">The request.</param>
    /// <param name="idempotencyKey">A key of its own; without one it has the batch's key with its index, and so depends on its place.</param>
    public BatchItem(GaslessTransaction gasless, string? idempotencyKey = null) => (Gasless, IdempotencyKey) = (gasless, idempotencyKey);

    /// <summary>A transaction that a relayer sends as it is, or null.</summary>
    public DirectTransaction? Direct { get; }

    /// <summary>A user's signed request, or null.</summary>
    public GaslessTransaction? Gasless { get; }

    /// <summary>Its own key, or null.</summary>
    public string? IdempotencyKey { get; }
}

/// <summary>What became of one item of a batch: a transaction or a problem.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="TransactionId">Its transaction; null when it was refused.</param>
/// <param name="Problem">Why it was refused; null when it was taken.</param>
public sealed record BatchResult(int Index, Guid? TransactionId, MsqProblem? Problem);
