using System.Net;
using System.Net.Sockets;

namespace Msq.Tests.Chaos;

/// <summary>One conversation through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxyConnection(TcpClient client) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly TcpClient _server = new();
    private volatile ProxyRule? _spoiled;

    public async Task<bool> TryConnectAsync(int port)
    {
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async Task RunAsync(Func<ProxyRule?> rule)
    {
        client.NoDelay = _server.NoDelay = true;
        await Task.WhenAny(PumpAsync(client, _server, sent => Send(sent, rule)), PumpAsync(_server, client, AnswerAsync));
        Hangup();
    }

    /// <summary>Resets both sides: nothing that is under way arrives any more.</summary>
    public void Hangup()
    {
        Reset(client);
        Reset(_server);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private Task<bool> Send(ReadOnlyMemory<byte> sent, Func<ProxyRule?> rule)
    {
        if (rule() is { } current && current.Takes(sent.Span))
            _spoiled = current;
        return Task.FromResult(true);
    }

    private async Task<bool> AnswerAsync(ReadOnlyMemory<byte> answer)
    {
        if (_spoiled is not { } rule)
            return true;
        _spoiled = null;
        if (rule.Hold is not { } hold)
            return false;
        await Task.Delay(hold);
        return true;
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, Task<bool>> passes)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0 && await passes(buffer.AsMemory(0, read)))
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or SocketException)
        {
            // Either side has gone.
        }
    }

    private static void Reset(TcpClient side)
    {
        try
        {
            side.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or NullReferenceException)
        {
            // It has gone already.
        }

        side.Close();
    }
}
