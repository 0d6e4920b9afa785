using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Preconditions;
using Msq.Storage;

namespace Msq.Local.Diagnosis;

/// <summary>The database: whether it keeps what it commits, its version, its schema, its clock.</summary>
internal sealed class DatabaseDiagnosis(MsqDbContext db)
{
    private const string Subject = "database";
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(2);
    private static readonly Version OldestMySql = new(8, 0);
    private static readonly Version OldestMariaDb = new(10, 6);

    public async IAsyncEnumerable<Finding> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!db.Dialect.IsMySql)
        {
            yield return Finding.Well(Subject, "it is a SQLite file, for one process on a laptop");
            yield break;
        }

        var version = await TryAsync(Subject, () => VersionAsync(cancellationToken));
        yield return version;
        if (!version.IsWell)
            yield break;
        yield return await TryAsync("database durability", () => DurabilityAsync(cancellationToken));
        yield return await TryAsync("database schema", () => SchemaAsync(cancellationToken));
        yield return await TryAsync("database clock", () => ClockAsync(cancellationToken));
    }

    /// <summary>The addresses that relayers had when dispatchers saw them last, by their ids; none when the database does not tell.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SignersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await db.Relayers.AsNoTracking().Where(row => row.Address != null).ToDictionaryAsync(row => row.Id, row => row.Address!, cancellationToken);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            // What is wrong with the database is a finding of its own.
            return new Dictionary<string, string>();
        }
    }

    private static async Task<Finding> TryAsync(string subject, Func<Task<Finding>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            return Finding.Wrong(subject, $"it does not answer: {exception.GetBaseException().Message}", "Check that it runs, host, user and password in ConnectionStrings__MySql, and what the user may do.");
        }
    }

    private async Task<Finding> VersionAsync(CancellationToken cancellationToken)
    {
        var text = await db.Database.SqlQueryRaw<string>("SELECT VERSION() AS Value").SingleAsync(cancellationToken);
        var isMariaDb = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        var oldest = isMariaDb ? OldestMariaDb : OldestMySql;
        return Version.TryParse(text.Split('-')[0], out var version) && version >= oldest
            ? Finding.Well(Subject, $"it answers, version {text}")
            : Finding.Wrong(Subject, $"its version is {text}", $"Use MySQL {OldestMySql} or MariaDB {OldestMariaDb}, or later.");
    }

    private async Task<Finding> DurabilityAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DurableCommits.RequireAsync(db, cancellationToken);
            return Finding.Well("database durability", "it keeps what it commits");
        }
        catch (PreconditionFailure failure)
        {
            return Finding.Wrong("database durability", failure.Message, "Change the server's configuration, and restart it. Until then no service starts.");
        }
    }

    private async Task<Finding> SchemaAsync(CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
        return pending == 0
            ? Finding.Well("database schema", "it is this version's")
            : Finding.Wrong("database schema", $"{pending} migrations are not applied", "Run: msq migrate");
    }

    private async Task<Finding> ClockAsync(CancellationToken cancellationToken)
    {
        var before = TimeProvider.System.GetUtcNow();
        var told = await db.Database.SqlQueryRaw<DateTime>("SELECT UTC_TIMESTAMP(6) AS Value").SingleAsync(cancellationToken);
        var difference = DateTime.SpecifyKind(told, DateTimeKind.Utc) - before.UtcDateTime;
        var words = string.Create(CultureInfo.InvariantCulture, $"{difference.TotalSeconds:0.0} s from this machine's");
        return difference.Duration() <= MostClockDifference
            ? Finding.Well("database clock", words)
            : Finding.Wrong("database clock", words, "Have both machines follow a time server (NTP). Msq goes by the database's clock.");
    }
}
