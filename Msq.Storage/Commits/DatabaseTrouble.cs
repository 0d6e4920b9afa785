using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Msq.Storage.Commits;

/// <summary>Tells a database that cannot answer (away, slow, full, read-only, not migrated) from data that it refuses.</summary>
public static class DatabaseTrouble
{
    private const int SqliteConstraint = 19;
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteMismatch = 20;

    /// <summary>Whether the request may succeed later: nothing was accepted.</summary>
    public static bool Is(Exception exception) => Cause(exception) switch
    {
        // SQLSTATE classes 22 (data exception) and 23 (integrity): the same request would fail again.
        MySqlException { SqlState: ['2', '2' or '3', ..] } => false,
        SqliteException { SqliteErrorCode: SqliteConstraint or SqliteMismatch } => false,
        DbException or TimeoutException or SocketException => true,
        _ => false,
    };

    /// <summary>Whether a unique index refused a row.</summary>
    public static bool IsDuplicate(Exception exception) => Cause(exception) is
        MySqlException { ErrorCode: MySqlErrorCode.DuplicateKeyEntry } or SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey };

    /// <summary>Whether it was the order of the locks: the same again, by itself, succeeds.</summary>
    public static bool IsDeadlock(Exception exception) => Cause(exception) is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock };

    // EF Core and Pomelo wrap the provider's exception, in DbUpdateException, InvalidOperationException and RetryLimitExceededException.
    private static Exception? Cause(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbException or TimeoutException or SocketException)
                return exception;
        }

        return null;
    }
}
