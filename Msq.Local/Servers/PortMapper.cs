using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Msq.Local.Servers;

/// <summary>
/// Erlang's port mapper (epmd) in the foreground. Left alone, a broker starts one as a daemon that outlives it.
/// </summary>
internal sealed class PortMapper(string folder) : Server("epmd", folder)
{
    public int Port { get; } = FreePort.Next();

    protected override IReadOnlyList<int> Ports => [Port];

    protected override Task<ServerCommand> PrepareAsync(CancellationToken cancellation) => Task.FromResult(new ServerCommand(
        Executable.Find("epmd", package: "rabbitmq-server"),
        "-port", Port.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"));

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellation);
        return true;
    }
}
