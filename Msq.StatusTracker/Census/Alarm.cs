using System.Diagnostics.Metrics;
using Msq.Storage;

namespace Msq.StatusTracker.Census;

/// <summary>What must not happen, counted by kind: each is a line of the log at level Error or Critical as well, which says of whom.</summary>
internal static class Alarm
{
    /// <summary>A transaction is on the chain twice.</summary>
    public const string ExecutedTwice = "executed_twice";

    /// <summary>An attempt that was proven absent is at its relayer after all.</summary>
    public const string TurnedUp = "turned_up";

    /// <summary>The chain executed what had ended otherwise.</summary>
    public const string EndOverridden = "end_overridden";

    /// <summary>A relayer's key signed what is no transaction of Msq.</summary>
    public const string Foreign = "foreign_transaction";

    /// <summary>The chain was reorganised deeper than its blocks are known.</summary>
    public const string DeepReorganisation = "deep_reorganisation";

    /// <summary>Stored bytes are not the ones that were signed.</summary>
    public const string BytesRefused = "bytes_refused";

    /// <summary>A relayer's signer or place changed while attempts of it are open.</summary>
    public const string RelayerMoved = "relayer_moved";

    /// <summary>A node is on another chain than its pool.</summary>
    public const string WrongChain = "wrong_chain";

    private static readonly Counter<long> Raised = MsqTelemetry.Meter.CreateCounter<long>("msq.alarms", description: "What must not happen, by kind");

    /// <summary>Counts one.</summary>
    public static void Raise(string kind) => Raised.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Shows every kind before its first time.</summary>
    public static void Announce()
    {
        foreach (var kind in new[] { ExecutedTwice, TurnedUp, EndOverridden, Foreign, DeepReorganisation, BytesRefused, RelayerMoved, WrongChain })
            Raised.Add(0, new KeyValuePair<string, object?>("kind", kind));
    }
}
