using System.Net.Sockets;

namespace Msq.Dispatcher.OzRelayer;

/// <summary>
/// How relayers are connected to: directly, without following anybody elsewhere, and so that nothing of a POST goes on its way any more once it was
/// given up.
/// </summary>
internal static class RelayerConnections
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <summary>Makes a handler.</summary>
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectLimit,
        // The relayer closes idle connections after 5 s: one that is about to be closed must not carry a POST.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = ConnectAsync,
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            // Closing resets the connection and drops what was not sent yet, also when the kernel closes it because this process died:
            // by default it would go on delivering for minutes.
            LingerState = new LingerOption(enable: true, seconds: 0),
        };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
