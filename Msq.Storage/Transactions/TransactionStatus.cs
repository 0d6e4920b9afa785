namespace Msq.Storage.Transactions;

/// <summary>
/// Statuses as clients see them. They only rise: <c>queued → dispatching → submitted → mined</c>, then one end. The one exception is a
/// reorganisation (<c>mined → submitted</c>), which is an explicit event.
/// </summary>
public static class TransactionStatus
{
    /// <summary>Accepted; no relayer has been asked yet.</summary>
    public const string Queued = "queued";

    /// <summary>An attempt is open: a relayer is being asked, or may have been.</summary>
    public const string Dispatching = "dispatching";

    /// <summary>A relayer owns it.</summary>
    public const string Submitted = "submitted";

    /// <summary>A block holds it.</summary>
    public const string Mined = "mined";

    /// <summary>An end: executed, at the depth that the pool asks for.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>An end: it will not be executed, or it reverted.</summary>
    public const string Failed = "failed";

    /// <summary>An end: canceled at the client's wish before it was executed.</summary>
    public const string Canceled = "canceled";

    /// <summary>An end: its <c>validUntil</c> passed before it was executed.</summary>
    public const string Expired = "expired";

    /// <summary>Every status, in the order of a transaction's life.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Dispatching, Submitted, Mined, Confirmed, Failed, Canceled, Expired];

    /// <summary>Whether the status is an end: ends are sticky.</summary>
    public static bool IsEnd(string status) => status is Confirmed or Failed or Canceled or Expired;

    /// <summary>Whether a change from one status to the other goes forward.</summary>
    public static bool Rises(string from, string to) => !IsEnd(from) && Rank(to) > Rank(from);

    private static int Rank(string status) => status switch
    {
        Queued => 0,
        Dispatching => 1,
        Submitted => 2,
        Mined => 3,
        _ => 4,
    };
}
