using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MySqlConnector;

namespace Msq.Storage.Commits;

/// <summary>
/// When a connection turns out to be cut, gives up those that wait in the pool: they were cut by the same outage, and each of them would fail one caller more.
/// </summary>
internal sealed class LostConnections : DbCommandInterceptor
{
    public override async Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(eventData);
        if (command.Connection is MySqlConnection connection && IsLost(eventData.Exception))
            await MySqlConnection.ClearPoolAsync(connection, cancellationToken);
    }

    private static bool IsLost(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException or IOException or MySqlException { ErrorCode: MySqlErrorCode.ServerShutdown })
                return true;
        }

        return false;
    }
}
