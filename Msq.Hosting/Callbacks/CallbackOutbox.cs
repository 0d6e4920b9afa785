using Msq.Hosting.Clients;
using Msq.Storage;
using Msq.Storage.Callbacks;
using Msq.Storage.Transactions;

namespace Msq.Hosting.Callbacks;

/// <summary>Writes down what clients are to be told, with the change that it tells of: both are committed, or neither is.</summary>
public sealed class CallbackOutbox(ClientFile clients)
{
    /// <summary>The test event's type.</summary>
    public const string TestType = "callback.test";

    /// <summary>Adds an event for each endpoint that wants to know of the status that the transaction has got. They are saved with the row; where nobody wants to know, nothing is added.</summary>
    public void Add(MsqDbContext db, Transaction row)
    {
        if (clients.Client(row.Client) is not { Callbacks.Count: > 0 } client)
            return;

        CallbackEvent<CallbackTransaction>? news = null;
        var (id, body) = (Guid.Empty, "");
        foreach (var endpoint in client.Callbacks)
        {
            if (!endpoint.Statuses.Contains(row.Status) || Address(endpoint, row.CallbackUrl) is not { } url)
                continue;
            if (news is null)
            {
                row.CallbackEvents++;
                id = Guid.CreateVersion7(row.UpdatedAt);
                news = new CallbackEvent<CallbackTransaction>($"transaction.{row.Status}", row.UpdatedAt, CallbackTransaction.Of(row));
                body = news.ToJson();
            }

            db.CallbackDeliveries.Add(New(id, client.Name, endpoint, url, news.Type, body, row.UpdatedAt, row.CorrelationId, row.CallbackEvents));
        }
    }

    /// <summary>Adds a test event.</summary>
    /// <returns>Its delivery, not saved yet.</returns>
    public static CallbackDelivery AddTest(MsqDbContext db, string client, CallbackTarget target, DateTime now)
    {
        var news = new CallbackEvent<CallbackTest>(TestType, now, new CallbackTest(target.Endpoint.Name));
        var delivery = New(Guid.CreateVersion7(now), client, target.Endpoint, target.Url, news.Type, news.ToJson(), now);
        db.CallbackDeliveries.Add(delivery);
        return delivery;
    }

    private static Uri? Address(CallbackEndpoint endpoint, string? callbackUrl) =>
        endpoint.Url ?? (callbackUrl is not null && new Uri(callbackUrl) is var url && endpoint.Serves(url) ? url : null);

    private static CallbackDelivery New(
        Guid eventId, string client, CallbackEndpoint endpoint, Uri url, string type, string body, DateTime now, Guid? transactionId = null, int number = 0) => new()
        {
            Id = Guid.CreateVersion7(now),
            EventId = eventId,
            Client = client,
            Endpoint = endpoint.Name,
            Url = endpoint.Url is null ? url.AbsoluteUri : null,
            Host = url.Authority,
            TransactionId = transactionId,
            Number = number,
            Type = type,
            Body = body,
            CreatedAt = now,
            NextAt = now,
            Since = now,
        };
}

/// <summary>The particulars of a test event.</summary>
/// <param name="Endpoint">The endpoint that is tested.</param>
public sealed record CallbackTest(string Endpoint);
