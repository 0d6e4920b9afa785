using Microsoft.EntityFrameworkCore;
using Msq.Storage.Transactions;

namespace Msq.Storage;

/// <summary>Reads transactions' rows and locks them until the database transaction ends.</summary>
public static class TransactionLock
{
    /// <summary>Locks and returns the row; null if there is none.</summary>
    public static async Task<Transaction?> LockTransactionAsync(this MsqDbContext db, Guid id, CancellationToken cancellationToken) =>
        (await db.LockTransactionsAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>Locks and returns the rows that there are, by id. They are locked in the order of their ids, so that two who lock some of the same rows never wait for each other.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Transaction>> LockTransactionsAsync(
        this MsqDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        var places = string.Join(", ", Enumerable.Range(0, ids.Count).Select(index => $"{{{index}}}"));
        // By the primary key, also where the table is so small that a scan would be cheaper: a scan waits for rows that others hold.
        return await db.Transactions
            .FromSqlRaw(
                $"SELECT * FROM transactions {db.Dialect.ByPrimaryKey} WHERE id IN ({places}) ORDER BY id {db.Dialect.ForUpdate}",
                [.. ids.Select(id => id.ToByteArray(bigEndian: true))])
            .ToDictionaryAsync(row => row.CorrelationId, cancellationToken);
    }
}
