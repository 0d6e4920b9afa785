using System.Diagnostics;
using System.Diagnostics.Metrics;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Relay;

/// <summary>Counts what was accepted, and what had been before.</summary>
internal static class AcceptanceMeasures
{
    private static readonly Counter<long> Accepted = MsqTelemetry.Meter.CreateCounter<long>("msq.transactions.accepted", description: "Transactions whose rows were committed");
    private static readonly Counter<long> Repeats = MsqTelemetry.Meter.CreateCounter<long>("msq.idempotency", description: "Submissions by what their key or nonce says: new, replay, mismatch, conflict");

    /// <summary>A row was committed.</summary>
    public static void Count(Transaction row)
    {
        Accepted.Add(1, new("pool", row.Pool), new("type", row.Type));
        Repeats.Add(1, new KeyValuePair<string, object?>("result", "new"));
        Activity.Current?.SetTag(MsqTelemetry.TransactionId, row.CorrelationId.ToString());
    }

    /// <summary>An earlier call's row stands for this one, or in its way.</summary>
    public static SubmissionOutcome Count(SubmissionOutcome earlier)
    {
        Repeats.Add(1, new KeyValuePair<string, object?>("result", earlier switch
        {
            SubmissionOutcome.Accepted => "replay",
            _ when earlier == SubmissionOutcome.Refused.KeyReused => "mismatch",
            _ => "conflict",
        }));
        return earlier;
    }
}
