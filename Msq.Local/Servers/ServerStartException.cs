namespace Msq.Local.Servers;

/// <summary>A server did not become ready. The message ends with the last lines of its log.</summary>
public sealed class ServerStartException : Exception
{
    public ServerStartException(string message, int? exitCode = null) : base(message) => ExitCode = exitCode;

    /// <summary>The exit code, if the process ended by itself; null if it was still running when the deadline passed.</summary>
    public int? ExitCode { get; }
}
