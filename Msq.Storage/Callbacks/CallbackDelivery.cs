namespace Msq.Storage.Callbacks;

/// <summary>
/// One event on its way to one endpoint of a client, written in the database transaction of the change that it tells of. What is sent is fixed by then; only time and signature are new with
/// every attempt. While it has a <see cref="NextAt"/> it is to be sent; whoever sends it has put that off first.
/// </summary>
public sealed class CallbackDelivery
{
    /// <summary>The delivery's id: time-ordered (UUIDv7).</summary>
    public required Guid Id { get; init; }

    /// <summary>The event's id, the same for every endpoint and every attempt: <c>webhook-id</c>.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Whose endpoint it is, by the name in the clients file.</summary>
    public required string Client { get; init; }

    /// <summary>The endpoint, by its name in the client's entry.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The transaction's own <c>callbackUrl</c>; null where the endpoint has an address of its own.</summary>
    public string? Url { get; init; }

    /// <summary>Host and port that it was addressed to: what goes to different hosts does not wait for one another.</summary>
    public required string Host { get; init; }

    /// <summary>The transaction; null for a test.</summary>
    public Guid? TransactionId { get; init; }

    /// <summary>The event's place among its transaction's, from 1: an endpoint gets them in this order.</summary>
    public int Number { get; init; }

    /// <summary>What the event is, such as <c>transaction.confirmed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The body: JSON.</summary>
    public required string Body { get; init; }

    /// <summary>When the event happened (UTC).</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>One of <see cref="DeliveryState"/>.</summary>
    public string State { get; set; } = DeliveryState.Pending;

    /// <summary>When it may be taken next (UTC), which for one under way is when its sender is given up; null when it is not to be sent.</summary>
    public DateTime? NextAt { get; set; }

    /// <summary>When its schedule began (UTC).</summary>
    public DateTime Since { get; set; }

    /// <summary>How often it was taken to be sent since then: the fence between senders.</summary>
    public int Attempts { get; set; }

    /// <summary>When the last attempt ended (UTC).</summary>
    public DateTime? LastAttemptAt { get; set; }

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? LastAnswer { get; set; }

    /// <summary>Why the last attempt failed, in words; null when it did not.</summary>
    public string? LastError { get; set; }
}
