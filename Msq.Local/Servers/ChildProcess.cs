using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Msq.Local.Servers;

/// <summary>
/// A program that this process started. It runs in a session of its own, so that Ctrl-C in the terminal reaches only us and we
/// decide the order of stopping; and the kernel kills it when we die, however we die.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Setpriv = "/usr/bin/setpriv";
    private const string Setsid = "/usr/bin/setsid";

    private static readonly BlockingCollection<Action> Launches = StartLauncher();

    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    public int Pid => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Starts the program; standard output and error are appended to <paramref name="logFile"/>.</summary>
    public static async Task<ChildProcess> StartAsync(ServerCommand command, string folder, string logFile)
    {
        // Every step is an exec, so the pid stays the server's own.
        List<string> line = ["/bin/sh", "-c", """exec "$@" >>"$0" 2>&1 </dev/null""", logFile, command.File, .. command.Arguments];
        if (File.Exists(Setpriv) && File.Exists(Setsid)) line.InsertRange(0, [Setsid, Setpriv, "--pdeathsig", "KILL", "--"]);

        var info = new ProcessStartInfo(line[0], line.Skip(1)) { WorkingDirectory = folder };
        foreach (var (name, value) in command.Environment)
        {
            if (value is null) info.Environment.Remove(name);
            else info.Environment[name] = value;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Launches.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return new ChildProcess(await started.Task);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>The exit code; null if it still ran when <paramref name="deadline"/> had passed.</returns>
    public async Task<int?> WaitAsync(TimeSpan deadline, CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        wait.CancelAfter(deadline);
        try
        {
            await process.WaitForExitAsync(wait.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Asks it to end (SIGTERM) and waits; after <paramref name="grace"/> it is killed.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (process.HasExited) return;
        _ = Kill(process.Id, Sigterm);
        if (await WaitAsync(grace, CancellationToken.None) is null) await KillAsync();
    }

    /// <summary>SIGKILL: no chance to clean up, as in a crash.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => _ = Kill(process.Id, Sigstop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => _ = Kill(process.Id, Sigcont);

    public void Dispose() => process.Dispose();

    // The parent-death signal is tied to the *thread* that forked, and pool threads come and go: one thread for life starts them all.
    private static BlockingCollection<Action> StartLauncher()
    {
        var launches = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var launch in launches.GetConsumingEnumerable()) launch();
        })
        { IsBackground = true, Name = "server launcher" }.Start();
        return launches;
    }

    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
