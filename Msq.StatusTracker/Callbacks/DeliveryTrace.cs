using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Callbacks;

/// <summary>A span for each attempt at a delivery, in the trace of the transaction that it tells of.</summary>
internal sealed class DeliveryTrace(MsqDbContext db)
{
    /// <summary>Begins one; null when nobody records the transaction.</summary>
    public async Task<Activity?> BeginAsync(CallbackDelivery delivery)
    {
        if (!MsqTelemetry.Source.HasListeners() || delivery.TransactionId is not { } id)
            return null;
        var traceparent = await db.Transactions.AsNoTracking().Where(x => x.CorrelationId == id).Select(x => x.Traceparent).FirstOrDefaultAsync(CancellationToken.None);
        return ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent)
            ? MsqTelemetry.Source.StartActivity("callback", ActivityKind.Client, parent)?.SetTag(MsqTelemetry.TransactionId, id.ToString())
                .SetTag("msq.client", delivery.Client).SetTag("msq.endpoint", delivery.Endpoint).SetTag("msq.event", delivery.Type).SetTag("server.address", delivery.Host)
            : null;
    }

    /// <summary>Ends it with what came of the attempt.</summary>
    public static void End(Activity? span, DeliveryOutcome outcome)
    {
        span?.SetTag("http.response.status_code", outcome.Answer).SetStatus(outcome.Error is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, outcome.Error);
        span?.Stop();
    }
}
