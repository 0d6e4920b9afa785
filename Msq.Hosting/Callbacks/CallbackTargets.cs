using Msq.Hosting.Clients;
using Msq.Storage.Callbacks;

namespace Msq.Hosting.Callbacks;

/// <summary>Where deliveries go by what the clients file says now: an address that has moved gets also what was written down before.</summary>
public sealed class CallbackTargets(ClientFile clients)
{
    /// <summary>The endpoint by its client's and its own name; null when the file does not have it.</summary>
    public CallbackEndpoint? Endpoint(string client, string name) => clients.Client(client)?.Callbacks.FirstOrDefault(endpoint => endpoint.Name == name);

    /// <summary>Where a delivery goes; null when the file does not, or no longer, allow it.</summary>
    public CallbackTarget? Of(CallbackDelivery delivery)
    {
        if (Endpoint(delivery.Client, delivery.Endpoint) is not { } endpoint)
            return null;
        if (delivery.Url is null)
            return endpoint.Url is { } own ? new CallbackTarget(endpoint, own) : null;
        var url = new Uri(delivery.Url);
        return endpoint.Serves(url) ? new CallbackTarget(endpoint, url) : null;
    }
}

/// <summary>An endpoint and an address of it.</summary>
public sealed record CallbackTarget(CallbackEndpoint Endpoint, Uri Url)
{
    /// <summary>Whether the address is the endpoint's own, and not one that a transaction brought with it.</summary>
    public bool IsOwn => Endpoint.Url is not null;
}
