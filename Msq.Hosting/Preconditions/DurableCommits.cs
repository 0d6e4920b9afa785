using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Msq.Storage;

namespace Msq.Hosting.Preconditions;

/// <summary>The database must not forget what it has committed: a claim that is forgotten is a transaction that is sent twice.</summary>
public sealed class DurableCommits(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<DurableCommits> logger) : Precondition(lifetime, logger)
{
    /// <summary>Asks a database.</summary>
    /// <exception cref="PreconditionFailure">It may forget; any other exception means that there was no answer.</exception>
    public static async Task RequireAsync(MsqDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Dialect.IsMySql)
            return;

        var server = await db.Database
            .SqlQueryRaw<Flushes>("SELECT @@global.innodb_flush_log_at_trx_commit AS AtCommit, @@global.log_bin AS Binlog, @@global.sync_binlog AS SyncBinlog")
            .SingleAsync(cancellationToken);
        if (server.AtCommit != 1)
            throw new PreconditionFailure($"The database has innodb_flush_log_at_trx_commit={server.AtCommit}: after a crash it forgets what it has committed. Set it to 1.");
        // After a crash what is not in the binary log is rolled back, although it was committed.
        if (server is { Binlog: 1, SyncBinlog: not 1 })
            throw new PreconditionFailure($"The database writes a binary log with sync_binlog={server.SyncBinlog}: after a crash it forgets what it has committed. Set it to 1.");
    }

    /// <inheritdoc />
    protected override async Task AskAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await RequireAsync(scope.ServiceProvider.GetRequiredService<MsqDbContext>(), cancellationToken);
    }

    private sealed record Flushes(long AtCommit, long Binlog, long SyncBinlog);
}
