using System.Diagnostics;
using Msq.Hosting.Callbacks;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Callbacks;

/// <summary>Brings one delivery, and after it what its transaction has for the same endpoint, as long as the endpoint takes it.</summary>
internal sealed class Courier(DeliveryQueue queue, CallbackTargets targets, CallbackSender sender, DeliveryTrace trace, ILogger<Courier> logger)
{
    // After that the rest of the lease is too short for an attempt.
    private static readonly TimeSpan LatestStart = DeliveryQueue.Lease - (CallbackSender.Limit * 1.5);

    /// <summary>Brings it. What was begun is written down, whoever is stopping; nothing more is begun then.</summary>
    public async Task BringAsync(CallbackDelivery first, IReadOnlyList<string> disabled, long takenAt, CancellationToken stoppingToken)
    {
        for (var delivery = first; delivery is not null && Stopwatch.GetElapsedTime(takenAt) < LatestStart && !stoppingToken.IsCancellationRequested;)
        {
            var next = await BringOneAsync(delivery, disabled);
            (delivery, takenAt) = (next, Stopwatch.GetTimestamp());
        }
    }

    private async Task<CallbackDelivery?> BringOneAsync(CallbackDelivery delivery, IReadOnlyList<string> disabled)
    {
        if (targets.Of(delivery) is not { } target)
            return await queue.GiveUpAsync(delivery, "the clients file no longer has this endpoint for it", CancellationToken.None);
        var url = target.Url.AbsoluteUri;
        if (disabled.Contains(url))
        {
            await queue.HoldAsync(delivery, url, CancellationToken.None);
            return null;
        }

        using var span = await trace.BeginAsync(delivery);
        var outcome = await sender.SendAsync(delivery, target.Endpoint, target.Url);
        DeliveryTrace.End(span, outcome);
        if (outcome == DeliveryOutcome.Gone)
        {
            logger.LogWarning("{Client}: {Host} says that the address of endpoint {Endpoint} is gone; nothing is sent there until it is used again", delivery.Client, target.Url.Host, delivery.Endpoint);
            await queue.DisableAsync(delivery, url, outcome, CancellationToken.None);
            return null;
        }

        return await queue.SettleAsync(delivery, outcome, CancellationToken.None);
    }
}
