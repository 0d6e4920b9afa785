using Msq.Hosting.Callbacks;
using Msq.Storage.Callbacks;

namespace Msq.Api.Callbacks;

/// <summary>A page of deliveries.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null on the last one.</param>
/// <param name="Disabled">Addresses that said that they are gone.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryView> Items, Guid? Next, IReadOnlyList<DisabledView> Disabled);

/// <summary>One event on its way to one endpoint. Times are UTC; what is not known is null.</summary>
/// <param name="Id">The delivery's id, which a replay names.</param>
/// <param name="EventId">The event's, as it is sent in <c>webhook-id</c>.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Endpoint">The endpoint's name.</param>
/// <param name="Url">Where it goes; null when the clients file does not have it any more.</param>
/// <param name="TransactionId">The transaction; null for a test.</param>
/// <param name="Type">What it tells of.</param>
/// <param name="Status">One of <see cref="DeliveryState"/>.</param>
/// <param name="Attempts">How often it was tried, since it was last asked for.</param>
/// <param name="CreatedAt">When the event happened.</param>
/// <param name="NextAttemptAt">When it is tried next; null when it is not.</param>
/// <param name="LastAttemptAt">When the last attempt ended.</param>
/// <param name="LastAnswer">The HTTP status of the last answer.</param>
/// <param name="LastError">Why the last attempt failed.</param>
public sealed record DeliveryView(
    Guid Id, string EventId, string Client, string Endpoint, string? Url, Guid? TransactionId, string Type, string Status, int Attempts, DateTime CreatedAt, DateTime? NextAttemptAt,
    DateTime? LastAttemptAt, int? LastAnswer, string? LastError)
{
    internal static DeliveryView Of(CallbackDelivery row, CallbackTargets targets) => new(
        row.Id, CallbackEvent.IdOf(row.EventId), row.Client, row.Endpoint, targets.Of(row)?.Url.AbsoluteUri, row.TransactionId, row.Type, row.State, row.Attempts, row.CreatedAt, row.NextAt,
        row.LastAttemptAt, row.LastAnswer, row.LastError);
}

/// <summary>An address that said that it is gone (410): what is for it is held back until it is tested, or something for it is replayed.</summary>
/// <param name="Client">Whose it is.</param>
/// <param name="Endpoint">The endpoint's name.</param>
/// <param name="Url">The address.</param>
/// <param name="Since">Since when.</param>
public sealed record DisabledView(string Client, string Endpoint, string Url, DateTime Since);
