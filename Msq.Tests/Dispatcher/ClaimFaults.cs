using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Msq.Storage;

namespace Msq.Tests.Dispatcher;

/// <summary>Makes claims fail: before they reach the database, or after they took effect, so that only their answer is lost; or makes them slow.</summary>
internal sealed class ClaimFaults : DbCommandInterceptor
{
    public bool FailBefore { get; set; }

    public bool LoseAnswer { get; set; }

    public Exception Failure { get; set; } = new LostConnection();

    public TimeSpan Delay { get; set; }

    public int Claims { get; private set; }

    public void AddTo(IServiceCollection services) => services.ConfigureDbContext<MsqDbContext>(options => options.AddInterceptors(this));

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (IsClaim(command))
        {
            Claims++;
            if (FailBefore)
                throw Failure;
        }

        return await base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (IsClaim(command))
        {
            // Whatever it is told: the database's answer is on its way and late.
            await Task.Delay(Delay, CancellationToken.None);
            if (LoseAnswer)
                throw Failure;
        }

        return await base.ReaderExecutedAsync(command, eventData, result, cancellationToken);
    }

    private static bool IsClaim(DbCommand command) => command.CommandText.Contains("SET claimed_at", StringComparison.Ordinal);

    private sealed class LostConnection() : DbException("the connection was lost");
}
