using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Msq.Storage.Sql;

/// <summary>
/// Refuses a database that may forget what it has committed: a claim that is forgotten is a transaction that is sent twice. A database that does not answer
/// at the start is asked as soon as it does.
/// </summary>
internal sealed class DurabilityCheck(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<DurabilityCheck> logger) : BackgroundService
{
    private const int ConfigurationExitCode = 78;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private bool _answered;

    /// <exception cref="InvalidOperationException">A commit is not durable there; the message names the server's variable.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await FindFaultAsync(cancellationToken) is { } fault)
            throw new InvalidOperationException(fault);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_answered)
        {
            await Task.Delay(Pause, stoppingToken);
            if (await FindFaultAsync(stoppingToken) is not { } fault)
                continue;
            logger.LogCritical("{Fault}", fault);
            Environment.ExitCode = ConfigurationExitCode;
            lifetime.StopApplication();
        }
    }

    private async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
            var flushes = db.Dialect.IsMySql ? await FlushesAsync(db, cancellationToken) : null;
            _answered = true;
            return flushes switch
            {
                { AtCommit: not 1 } => $"The database has innodb_flush_log_at_trx_commit={flushes.AtCommit}: after a crash it forgets what it has committed. Set it to 1.",
                // After a crash what is not in the binary log is rolled back, although it was committed.
                { Binlog: 1, SyncBinlog: not 1 } => $"The database writes a binary log with sync_binlog={flushes.SyncBinlog}: after a crash it forgets what it has committed. Set it to 1.",
                _ => null,
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning("The database cannot be asked yet whether its commits are durable: {Reason}", exception.Message);
            return null;
        }
    }

    private static async Task<Flushes> FlushesAsync(MsqDbContext db, CancellationToken cancellationToken) => await db.Database
        .SqlQueryRaw<Flushes>("SELECT @@global.innodb_flush_log_at_trx_commit AS AtCommit, @@global.log_bin AS Binlog, @@global.sync_binlog AS SyncBinlog")
        .SingleAsync(cancellationToken);

    private sealed record Flushes(long AtCommit, long Binlog, long SyncBinlog);
}
