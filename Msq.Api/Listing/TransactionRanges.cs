using System.Buffers.Binary;
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
        var first = FirstOf(Milliseconds(from));
        return rows.Where(row => row.CorrelationId >= first && row.CreatedAt >= from);
    }

    /// <summary>Those accepted before (UTC).</summary>
    public static IQueryable<Transaction> AcceptedBefore(this IQueryable<Transaction> rows, DateTime to)
    {
        var behind = FirstOf(Milliseconds(to) + 1);
        return rows.Where(row => row.CorrelationId < behind && row.CreatedAt < to);
    }

    private static long Milliseconds(DateTime time) => Math.Max(0, new DateTimeOffset(time).ToUnixTimeMilliseconds());

    // The least id (UUIDv7) that is made in that millisecond or later.
    private static Guid FirstOf(long milliseconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
