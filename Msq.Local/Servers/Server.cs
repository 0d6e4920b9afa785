using System.Diagnostics;

namespace Msq.Local.Servers;

/// <summary>
/// A real server in a folder of its own, on ports of its own. It can be stopped, killed and started again on the same ports and data.
/// </summary>
public abstract class Server : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private ChildProcess? child;

    protected Server(string name, string folder)
    {
        Name = name;
        Folder = Path.GetFullPath(folder);
        LogFile = Path.Combine(Folder, name + ".log");
    }

    public string Name { get; }

    /// <summary>Where its data and logs live.</summary>
    public string Folder { get; }

    /// <summary>Standard output and error, over all starts.</summary>
    public string LogFile { get; }

    /// <summary>The server's process id; null while it does not run.</summary>
    public int? Pid => IsRunning ? child!.Pid : null;

    public bool IsRunning => child is { HasExited: false };

    /// <summary>What it ended with the last time; null while it runs, or never did.</summary>
    public int? ExitCode => child is { HasExited: true } ? child.ExitCode : null;

    /// <summary>How long it may take to become ready.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take to end by itself before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="ServerStartException">It ended, or was not ready by the deadline.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (IsRunning) return;
        child?.Dispose();
        // Otherwise whoever has the port would answer the ready check in its place.
        if (Ports.FirstOrDefault(port => !FreePort.IsFree(port)) is var taken and not 0)
            throw new ServerStartException($"{Name} cannot start: port {taken} of 127.0.0.1 is in use");
        Directory.CreateDirectory(Folder);
        var command = await PrepareAsync(cancellation);
        var logStart = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        child = await ChildProcess.StartAsync(command, Folder, LogFile);
        try
        {
            await UntilReadyAsync(child, logStart, cancellation);
            await WhenReadyAsync(cancellation);
        }
        catch
        {
            await KillAsync();
            throw;
        }
    }

    /// <summary>Stops it in an orderly way; kills it if it takes too long. Data and ports stay.</summary>
    public virtual async Task StopAsync()
    {
        if (child is not null) await child.StopAsync(StopGrace);
    }

    /// <summary>Kills it as a crash would (SIGKILL). Data and ports stay.</summary>
    public virtual async Task KillAsync()
    {
        if (child is not null) await child.KillAsync();
    }

    /// <summary>Freezes it (SIGSTOP), as a machine under pressure or a moving virtual machine does.</summary>
    public void Freeze() => child?.Freeze();

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Thaw() => child?.Thaw();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        child?.Dispose();
        child = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>The ports of 127.0.0.1 that it listens on.</summary>
    protected abstract IReadOnlyList<int> Ports { get; }

    /// <summary>Makes the folder ready and says how to run the server.</summary>
    protected abstract Task<ServerCommand> PrepareAsync(CancellationToken cancellation);

    /// <summary>Whether it serves. Any exception that a refused connection causes counts as no.</summary>
    protected abstract Task<bool> IsReadyAsync(CancellationToken cancellation);

    /// <summary>What is left to do on the running server.</summary>
    protected virtual Task WhenReadyAsync(CancellationToken cancellation) => Task.CompletedTask;

    private async Task UntilReadyAsync(ChildProcess process, long logStart, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited)
                throw new ServerStartException($"{Name} ended with exit code {process.ExitCode} while starting. {LogSince(logStart)}", process.ExitCode);
            if (clock.Elapsed > StartDeadline)
                throw new ServerStartException($"{Name} was not ready after {StartDeadline.TotalSeconds:0} s. {LogSince(logStart)}");
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            attempt.CancelAfter(TimeSpan.FromSeconds(5));
            try
            {
                if (await IsReadyAsync(attempt.Token)) return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is not OutOfMemoryException)
            {
                // Not serving yet. The deadline and the log speak for it if it never does.
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }

    private string LogSince(long start)
    {
        if (!File.Exists(LogFile)) return $"It wrote no log ({LogFile}).";
        using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Min(start, stream.Length);
        var lines = new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return $"Its log ({LogFile}) ends with:{Environment.NewLine}{string.Join(Environment.NewLine, lines.TakeLast(30))}";
    }
}
