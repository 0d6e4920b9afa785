using System.Diagnostics.Metrics;
using Msq.Hosting.Clients;
using Msq.Storage;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Callbacks;

/// <summary>Counts what comes of attempts at deliveries, once it is written down, and how late the news arrives.</summary>
internal static class DeliveryMeasures
{
    /// <summary>It failed and is tried again.</summary>
    public const string Retried = "retried";

    /// <summary>The address said that it is gone.</summary>
    public const string Gone = "gone";

    private static readonly Counter<long> Deliveries = MsqTelemetry.Meter.CreateCounter<long>("msq.webhook.deliveries", description: "What came of attempts to tell clients: delivered, retried, failed, gone");

    private static readonly Histogram<double> Lag = MsqTelemetry.Meter.CreateHistogram(
        "msq.webhook.delivery.lag", "s", "From an event to its delivery to the client", tags: null, MsqTelemetry.Seconds);

    /// <summary>Shows the endpoints before anything was sent to them: what has never been counted has no rate.</summary>
    public static void Announce(ClientFile clients)
    {
        foreach (var client in clients.Clients)
        {
            foreach (var endpoint in client.Callbacks)
            {
                foreach (var outcome in new[] { DeliveryState.Delivered, Retried, DeliveryState.Failed, Gone })
                    Deliveries.Add(0, new("client", client.Name), new("endpoint", endpoint.Name), new("outcome", outcome));
            }
        }
    }

    /// <summary>Counts one attempt, by how the delivery stands after it, or <see cref="Retried"/> or <see cref="Gone"/>.</summary>
    public static void Record(CallbackDelivery delivery, string outcome, DateTime now)
    {
        Deliveries.Add(1, new("client", delivery.Client), new("endpoint", delivery.Endpoint), new("outcome", outcome));
        if (outcome == DeliveryState.Delivered)
            Lag.Record((now - delivery.CreatedAt).TotalSeconds, new("client", delivery.Client), new("endpoint", delivery.Endpoint));
    }
}
