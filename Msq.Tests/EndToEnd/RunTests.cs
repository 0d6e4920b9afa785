using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Msq.Local.Servers;
using Msq.Tests.Servers;

namespace Msq.Tests.EndToEnd;

/// <summary>The program behind ./run, as a process.</summary>
[Collection(AloneCollection.Name)]
public sealed class RunTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, ".msq", "local-demo");

    private readonly StringBuilder output = new();
    private Process? program;

    public void Dispose()
    {
        if (program is { HasExited: false }) program.Kill();
        program?.Dispose();
    }

    [Fact]
    public async Task The_demo_shows_every_status_succeeds_and_leaves_nothing_running()
    {
        var exitCode = await ExitCodeAsync(Start("demo"));

        Assert.True(exitCode == 0, Output());
        Assert.All(["queued", "dispatching", "submitted", "mined", "confirmed", "transactionHash", "blockNumber", "gasUsed", "relayer-"],
            word => Assert.Contains(word, Output(), StringComparison.Ordinal));
        Assert.Empty(RunningProcesses.In(Folder));
    }

    [Fact]
    public async Task Ctrl_C_stops_everything_that_was_started()
    {
        var running = Start("demo");
        // Before it is ready: a demonstration that is over exits with 0, as it should.
        await UntilAsync(() => RunningProcesses.In(Folder).Count > 0);

        using var signal = Process.Start("kill", ["-INT", $"{running.Id}"]);

        Assert.NotEqual(0, await ExitCodeAsync(running));
        Assert.Empty(RunningProcesses.In(Folder));
    }

    [Fact]
    public async Task What_was_started_ends_with_a_program_that_is_killed()
    {
        var running = Start("demo");
        await UntilAsync(() => RunningProcesses.In(Folder).Count > 0);

        running.Kill();

        await UntilAsync(() => RunningProcesses.In(Folder).Count == 0);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_way_to_choose_another()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Equal(1, await ExitCodeAsync(Start("--port", $"{port}")));
        Assert.Contains($"port {port} is in use; choose another one: ./run --port N", Output(), StringComparison.Ordinal);
    }

    private Process Start(params string[] arguments)
    {
        program = Process.Start(new ProcessStartInfo("dotnet", [RepositoryRoot.Program("Msq.Local"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        program.OutputDataReceived += (_, line) => Keep(line.Data);
        program.ErrorDataReceived += (_, line) => Keep(line.Data);
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        return program;
    }

    private void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private string Output()
    {
        lock (output) return output.ToString();
    }

    private static async Task<int> ExitCodeAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < Deadline, Output());
            await Task.Delay(20);
        }
    }
}
