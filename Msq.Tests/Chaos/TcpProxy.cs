using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Msq.Local.Servers;

namespace Msq.Tests.Chaos;

/// <summary>Stands before a server of this machine and spoils the conversation on demand.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ProxyConnection, bool> _connections = [];
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile ProxyRule? _rule;

    /// <param name="target">The server's port.</param>
    public TcpProxy(int target)
    {
        _target = target;
        Port = FreePort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Ends every conversation and begins none.</summary>
    public void Cut()
    {
        _isCut = true;
        Hangup();
    }

    /// <summary>Lets everything pass again.</summary>
    public void Mend()
    {
        _isCut = false;
        _rule = null;
    }

    /// <summary>Spoils the answers to requests.</summary>
    public void Spoil(ProxyRule rule) => _rule = rule;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Hangup();
        await _accepting;
    }

    private void Hangup()
    {
        foreach (var connection in _connections.Keys)
            connection.Hangup();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = new ProxyConnection(client);
        if (_isCut || !await connection.TryConnectAsync(_target))
            return;

        _connections[connection] = true;
        await connection.RunAsync(() => _rule);
        _connections.TryRemove(connection, out _);
    }
}

/// <summary>Which answers are spoiled, and how.</summary>
/// <param name="request">What the request has in it.</param>
/// <param name="times">How often.</param>
/// <param name="hold">How long the answer is held back; null cuts the connection in its place.</param>
public sealed class ProxyRule(byte[] request, int times, TimeSpan? hold)
{
    private int _left = times;

    /// <summary>How long the answer is held back; null cuts the connection in its place.</summary>
    public TimeSpan? Hold => hold;

    /// <summary>Whether the answer to this request is to be spoiled.</summary>
    public bool Takes(ReadOnlySpan<byte> sent) => sent.IndexOf(request) >= 0 && Interlocked.Decrement(ref _left) >= 0;
}
