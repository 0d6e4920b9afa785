using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Msq.Storage.Sql;

/// <summary>The few words that differ between MySQL/MariaDB and SQLite.</summary>
/// <param name="UtcNow">The database's own clock, UTC, as it compares with stored times.</param>
/// <param name="ForUpdate">Locks the rows of a SELECT; SQLite's write transaction has locked the database already.</param>
/// <param name="ForUpdateSkipLocked">Locks the rows of a SELECT and leaves out those that others hold.</param>
/// <param name="Affected">How many rows the statement before this one changed.</param>
/// <param name="ByPrimaryKey">After a table's name: its rows are found by its primary key, whatever the optimizer thinks.</param>
public sealed record SqlDialect(string UtcNow, string ForUpdate, string ForUpdateSkipLocked, string Affected, string ByPrimaryKey)
{
    /// <summary>EF Core's name of the MySQL provider.</summary>
    public const string MySqlProvider = "Pomelo.EntityFrameworkCore.MySql";

    private static readonly SqlDialect MySql = new("UTC_TIMESTAMP(6)", "FOR UPDATE", "FOR UPDATE SKIP LOCKED", "ROW_COUNT()", "FORCE INDEX (PRIMARY)");
    private static readonly SqlDialect Sqlite = new("strftime('%Y-%m-%d %H:%M:%f', 'now')", "", "", "changes()", "");

    /// <summary>The dialect of a context's database.</summary>
    public static SqlDialect Of(DatabaseFacade database) => database.ProviderName == MySqlProvider ? MySql : Sqlite;

    /// <summary>Whether the database is MySQL or MariaDB.</summary>
    public bool IsMySql => ReferenceEquals(this, MySql);

    /// <summary>A time some seconds after the database's now.</summary>
    /// <param name="seconds">A SQL expression or parameter, in seconds.</param>
    public string After(string seconds) => IsMySql
        ? $"DATE_ADD({UtcNow}, INTERVAL {seconds} SECOND)"
        : $"strftime('%Y-%m-%d %H:%M:%f', 'now', ({seconds}) || ' seconds')";
}
