namespace Msq.Local.DevRelayer.Rows;

/// <summary>Where a row stands. OZ Relayer 1.3.0 also has the word <c>expired</c> but never uses it on EVM chains.</summary>
internal enum TransactionStatus
{
    Pending,
    Sent,
    Submitted,
    Mined,
    Confirmed,
    Failed,
    Canceled,
}

internal static class TransactionStatuses
{
    public static bool IsFinal(this TransactionStatus status) =>
        status is TransactionStatus.Confirmed or TransactionStatus.Failed or TransactionStatus.Canceled;

    /// <summary>The word on the wire.</summary>
    public static string Word(this TransactionStatus status) => status switch
    {
        TransactionStatus.Pending => "pending",
        TransactionStatus.Sent => "sent",
        TransactionStatus.Submitted => "submitted",
        TransactionStatus.Mined => "mined",
        TransactionStatus.Confirmed => "confirmed",
        TransactionStatus.Failed => "failed",
        _ => "canceled",
    };
}
