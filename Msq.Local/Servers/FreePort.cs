using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Msq.Local.Servers;

/// <summary>TCP ports on 127.0.0.1 that nobody listens on.</summary>
public static class FreePort
{
    // Below the range that Linux takes for outgoing connections (32768 and up): a server that was stopped finds its port free again.
    private const int First = 20000;
    private const int Last = 31999;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port that is free now and was not given to anyone else in this process.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last + 1);
            lock (Given)
            {
                if (Given.Contains(port) || !IsFree(port)) continue;
                Given.Add(port);
                return port;
            }
        }
    }

    /// <summary>Whether one could listen on this port of 127.0.0.1.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
