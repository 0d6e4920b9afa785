using Microsoft.EntityFrameworkCore;
using Msq.Storage.Transactions;

namespace Msq.Storage;

/// <summary>Reads a transaction's row and locks it until the database transaction ends.</summary>
public static class TransactionLock
{
    /// <summary>Locks and returns the row; null if there is none.</summary>
    public static async Task<Transaction?> LockTransactionAsync(this MsqDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var rows = db.Transactions
            .FromSqlRaw($"SELECT * FROM transactions WHERE id = {{0}} {db.Dialect.ForUpdate}", id.ToByteArray(bigEndian: true))
            .AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(cancellationToken))
            return row;
        return null;
    }
}
