using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Msq.Local.Servers;

/// <summary>A Redis of our own (Debian package redis-server), with an append-only file.</summary>
public sealed class RedisServer(string folder) : Server("redis", folder)
{
    private readonly int port = FreePort.Next();

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{port},abortConnect=false";

    protected override IReadOnlyList<int> Ports => [port];

    protected override Task<ServerCommand> PrepareAsync(CancellationToken cancellation) => Task.FromResult(new ServerCommand(
        Executable.Find("redis-server", package: "redis-server"),
        "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", Folder, "--daemonize", "no",
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"));

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellation);
        var answer = new byte[64];
        var length = await stream.ReadAsync(answer, cancellation);
        return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
    }
}
