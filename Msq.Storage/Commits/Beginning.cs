using System.Data;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using MySqlConnector;

namespace Msq.Storage.Commits;

/// <summary>Begins database transactions.</summary>
public static class Beginning
{
    /// <summary>
    /// Begins one at READ COMMITTED: a lock on a missing row takes no gap there. A connection from the pool may have been cut while nobody used it, and nobody has asked since: then all of
    /// them are given up, and it is begun on a new one, since nothing has been done yet.
    /// </summary>
    public static async Task<IDbContextTransaction> BeginAsync(this MsqDbContext db, CancellationToken cancellationToken = default)
    {
        try
        {
            return await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or IOException or MySqlException && db.Database.GetDbConnection() is MySqlConnection connection)
        {
            await db.Database.CloseConnectionAsync();
            await MySqlConnection.ClearPoolAsync(connection, cancellationToken);
            return await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        }
    }
}
