using Msq.Contracts.Messages;

namespace Msq.Api.Webhooks;

/// <summary>What is known already of a transaction that a relayer reports on. A relayer says most things several times: only news is worth a message and a commit.</summary>
internal sealed record ReportedRow(
    Guid TransactionId, int Attempt, string Relayer, string State, ulong? Nonce, string? Hash, bool HasBytes, string? MinedHash, bool IsUnresolved)
{
    /// <summary>Whether the report says what the row does not.</summary>
    public bool IsNews(RelayerReport report)
    {
        // In a block: from there on the chain alone counts.
        if (State is "Mined" or "Ended")
            return false;
        if (IsUnresolved || report.IsNoop || report.Nonce is null || report.Nonce != Nonce || report.Hash is null || report.Hash != Hash || !HasBytes)
            return true;
        return report.Status switch
        {
            "sent" or "submitted" => false,
            "mined" or "confirmed" => report.Hash != MinedHash,
            _ => true,
        };
    }
}
