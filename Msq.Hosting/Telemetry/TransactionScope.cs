using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Msq.Storage;

namespace Msq.Hosting.Telemetry;

/// <summary>Names the transaction that work is about.</summary>
public static class TransactionScope
{
    /// <summary>In the span that is under way, and in whatever is logged until the scope ends.</summary>
    public static IDisposable? About(this ILogger logger, Guid transactionId)
    {
        Activity.Current?.SetTag(MsqTelemetry.TransactionId, transactionId.ToString());
        return logger.BeginScope(new KeyValuePair<string, object>[] { new("TransactionId", transactionId) });
    }
}
