using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Msq.Storage;

/// <summary>Creates and upgrades the database: an explicit step, never a side effect of a replica's start.</summary>
public static class MsqDatabase
{
    /// <summary>Brings the database up to this version's schema. MySQL and MariaDB are migrated; an empty SQLite file is created.</summary>
    /// <param name="mySql">A MySQL connection string, or null.</param>
    /// <param name="sqlite">A SQLite connection string, or null.</param>
    /// <param name="cancellationToken">Stops between migrations.</param>
    public static async Task MigrateAsync(string? mySql, string? sqlite, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<MsqDbContext>();
        StorageRegistration.Use(options, mySql, sqlite);
        await using var db = new MsqDbContext(options.Options);
        if (db.Dialect.IsMySql)
        {
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        await db.Database.EnsureCreatedAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
    }
}

internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<MsqDbContext>
{
    public MsqDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<MsqDbContext>();
        StorageRegistration.Use(options, "Server=localhost;Database=msq", sqlite: null);
        return new MsqDbContext(options.Options);
    }
}
