using System.Net;
using System.Net.Sockets;

namespace Msq.StatusTracker.Callbacks;

/// <summary>
/// How clients' endpoints are connected to: directly, without following anybody elsewhere, and, unless it is allowed, to addresses of the internet only. What is checked is what is connected to: a name
/// may mean something else the next time that it is asked for.
/// </summary>
internal sealed class CallbackConnections : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _public = new(Create(ConnectPubliclyAsync));
    private readonly HttpMessageInvoker _any = new(Create(callback: null));

    /// <summary>What sends.</summary>
    /// <param name="allowPrivate">Whether addresses of private networks may be connected to.</param>
    public HttpMessageInvoker Of(bool allowPrivate) => allowPrivate ? _any : _public;

    /// <inheritdoc />
    public void Dispose()
    {
        _public.Dispose();
        _any.Dispose();
    }

    private static SocketsHttpHandler Create(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? callback) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectLimit,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // In KiB. Of the answer only the status counts: a body is let go by unread, if it is short.
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 64 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        ActivityHeadersPropagator = null,
        ConnectCallback = callback,
    };

    private static async ValueTask<Stream> ConnectPubliclyAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var addresses = Array.FindAll(found, PublicAddress.Is);
        if (addresses.Length == 0)
            throw new AddressRefused($"{host} is in a private network, which this endpoint may not be");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The address is none that may be connected to.</summary>
internal sealed class AddressRefused(string message) : IOException(message);
