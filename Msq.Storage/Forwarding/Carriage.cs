namespace Msq.Storage.Forwarding;

/// <summary>A gasless transaction in a batch. Kept also after the batch came to nothing: should it turn up on chain after all, that is whom it executed.</summary>
public sealed class Carriage
{
    /// <summary>The batch: a transaction of type <c>batch</c>.</summary>
    public Guid CarrierId { get; init; }

    /// <summary>The gasless transaction.</summary>
    public Guid TransactionId { get; init; }
}
