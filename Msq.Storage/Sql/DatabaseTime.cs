using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Msq.Storage.Sql;

/// <summary>
/// The database's clock as a <see cref="TimeProvider"/>, so that processes on machines whose clocks differ agree on every stored time. Its distance
/// to this machine's clock is measured at start and then every half minute; in between this machine's clock carries it on.
/// </summary>
public sealed class DatabaseTime : TimeProvider
{
    private long _offsetTicks;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Measures the distance anew.</summary>
    public async Task MeasureAsync(MsqDbContext db, CancellationToken cancellationToken)
    {
        var before = System.GetUtcNow();
        // SQLite runs inside this process and has no clock of its own.
        if (db.Dialect.IsMySql)
        {
            var database = await db.Database.SqlQueryRaw<DateTime>("SELECT UTC_TIMESTAMP(6) AS Value").SingleAsync(cancellationToken);
            var middle = before + ((System.GetUtcNow() - before) / 2);
            Interlocked.Exchange(ref _offsetTicks, (DateTime.SpecifyKind(database, DateTimeKind.Utc) - middle.UtcDateTime).Ticks);
        }
    }
}

/// <summary>Keeps <see cref="DatabaseTime"/> right.</summary>
internal sealed class DatabaseTimeKeeper(DatabaseTime time, IServiceScopeFactory scopes, ILogger<DatabaseTimeKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await time.MeasureAsync(scope.ServiceProvider.GetRequiredService<MsqDbContext>(), stoppingToken);
                await Task.Delay(Interval, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning("The database's clock cannot be read: {Reason}", exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }
}
