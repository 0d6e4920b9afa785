using Msq.Storage.Transactions;

namespace Msq.Api.Listing;

/// <summary>
/// What lists ask for, in the form in which an index is read from where a page begins. A column is asked for as a range that holds one value: where it is told that it equals something, MariaDB reads all
/// rows with that value from one end on, whatever the ids are bounded by. A time of acceptance is a range of ids, which are ordered by time.
/// </summary>
internal static class TransactionRanges
{
    /// <summary>One client's; to be ordered by client, then id.</summary>
    public static IQueryable<Transaction> OfClient(this IQueryable<Transaction> rows, string client) =>
        rows.Where(row => string.Compare(row.Client, client) >= 0 && string.Compare(row.Client, client) <= 0);

    /// <summary>Those accepted then or later (UTC).</summary>
    public static IQueryable<Transaction> AcceptedFrom(this IQueryable<Transaction> rows, DateTime from)
    {
        var first = TransactionId.FirstOf(from);
        return rows.Where(row => row.CorrelationId >= first && row.CreatedAt >= from);
    }

    /// <summary>Those accepted before (UTC).</summary>
    public static IQueryable<Transaction> AcceptedBefore(this IQueryable<Transaction> rows, DateTime to)
    {
        var behind = TransactionId.FirstOf(to < DateTime.MaxValue.AddMilliseconds(-1) ? to.AddMilliseconds(1) : to);
        return rows.Where(row => row.CorrelationId < behind && row.CreatedAt < to);
    }
}
