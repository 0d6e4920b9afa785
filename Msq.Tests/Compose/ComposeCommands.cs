using System.Diagnostics;
using System.Text;

namespace Msq.Tests.Compose;

/// <summary>Programs that run to their end in a folder, with what they say in a log.</summary>
internal sealed class ComposeCommands(string folder, string log, IReadOnlyDictionary<string, string> environment)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);
    private readonly Lock writing = new();

    /// <summary>Runs one that has to succeed.</summary>
    /// <returns>Its standard output.</returns>
    public async Task<string> RunAsync(string file, params string[] arguments)
    {
        var (exitCode, output, errors) = await TryAsync(file, arguments);
        Assert.True(exitCode == 0, $"{file} {string.Join(' ', arguments)} ended with {exitCode}\n{output}\n{errors}");
        return output;
    }

    /// <summary>Runs one, whatever comes of it.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> TryAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        var text = await said;
        lock (writing)
            File.AppendAllText(log, new StringBuilder($"$ {file} {string.Join(' ', arguments)}\n").Append(text[0]).Append(text[1]).Append('\n').ToString());
        return (process.ExitCode, text[0], text[1]);
    }
}
