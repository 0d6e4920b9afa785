using System.Net.Sockets;
using Msq.Local.Servers;

namespace Msq.Tests.Compose;

/// <summary>Podman where Compose looks for Docker, with images and containers of its own.</summary>
internal sealed class PodmanServer : Server
{
    public PodmanServer(string folder, string socket) : base("podman", folder)
    {
        Socket = socket;
        StopGrace = TimeSpan.FromMinutes(1);
    }

    /// <summary>The program: see compose/stand-ins.</summary>
    public static string Program { get; } = Path.Combine(RepositoryRoot.Path, "compose", "stand-ins", "podman");

    /// <summary>The path of its socket.</summary>
    public string Socket { get; }

    protected override IReadOnlyList<int> Ports => [];

    protected override Task<ServerCommand> PrepareAsync(CancellationToken cancellation)
    {
        File.Delete(Socket);
        return Task.FromResult(new ServerCommand(Program, "system", "service", "--time=0", $"unix://{Socket}"));
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
        return true;
    }
}
