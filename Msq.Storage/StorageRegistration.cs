using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Msq.Storage.Attempts;
using Msq.Storage.Commits;
using Msq.Storage.Sql;
using MySqlConnector;

namespace Msq.Storage;

/// <summary>Puts the database into a process.</summary>
public static class StorageRegistration
{
    // A fixed version: the queries are written to what MySQL 8 and MariaDB 10.6 and later share, and starting must not need the database.
    private static readonly MySqlServerVersion ServerVersion = new(new Version(8, 0, 36));

    private static readonly LostConnections Lost = new();

    /// <summary>
    /// Adds <see cref="MsqDbContext"/>, <see cref="AttemptClaims"/>, <see cref="SharedSaves"/> and the database's clock as <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="mySql">The connection string <c>ConnectionStrings:MySql</c>, of MySQL or MariaDB.</param>
    /// <param name="sqlite">The connection string <c>ConnectionStrings:Sqlite</c>.</param>
    /// <exception cref="InvalidOperationException">Neither or both of <c>ConnectionStrings:MySql</c> and <c>ConnectionStrings:Sqlite</c> are set.</exception>
    public static IServiceCollection AddMsqStorage(this IServiceCollection services, string? mySql, string? sqlite)
    {
        if (string.IsNullOrWhiteSpace(mySql) == string.IsNullOrWhiteSpace(sqlite))
            throw new InvalidOperationException("ConnectionStrings:MySql is missing (or both it and ConnectionStrings:Sqlite are set): name one database.");

        services.AddDbContextPool<MsqDbContext>(options => Use(options, mySql, sqlite));
        services.AddScoped<AttemptClaims>();
        services.AddSingleton(string.IsNullOrWhiteSpace(sqlite) ? CommitLimits.Server : CommitLimits.File);
        services.AddSingleton(provider => new SharedSaves(provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<CommitLimits>()));
        services.AddSingleton<DatabaseTime>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseTime>());
        services.AddHostedService<DatabaseTimeKeeper>();
        return services;
    }

    internal static void Use(DbContextOptionsBuilder options, string? mySql, string? sqlite)
    {
        if (string.IsNullOrWhiteSpace(sqlite))
            options.UseMySql(Complete(mySql!), ServerVersion).AddInterceptors(Lost).CountByBatches();
        else
            options.UseSqlite(new SqliteConnectionStringBuilder(sqlite) { DefaultTimeout = 30 }.ConnectionString);
    }

    private static string Complete(string connectionString)
    {
        var builder = new MySqlConnectionStringBuilder(connectionString);
        // A database that does not answer must become a 503 within two seconds, not after MySqlConnector's fifteen.
        if (!builder.ContainsKey("Connection Timeout"))
            builder.ConnectionTimeout = 2;
        // No session of Msq leaves anything behind that the next one minds: each transaction says its isolation. The reset would be a round trip before every first statement.
        if (!builder.ContainsKey("Connection Reset"))
            builder.ConnectionReset = false;
        return builder.ConnectionString;
    }
}
