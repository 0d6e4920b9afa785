using System.Diagnostics;
using System.Text;
using Msq.Local.Servers;

namespace Msq.Tests.Examples;

/// <summary>An example as a process.</summary>
internal sealed class ExampleProgram : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly StringBuilder output = new();
    private readonly Process process;

    private ExampleProgram(IEnumerable<string> command, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(command.First(), command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has said.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Starts the example in C# or in TypeScript.</summary>
    public static ExampleProgram Start(string example, string language, IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)> environment) => language == "csharp"
        ? new(["dotnet", RepositoryRoot.Program($"Msq.Examples.{string.Concat(example.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}"), .. arguments], environment)
        : Script($"{example}/typescript/{(example == "mint" ? "server" : example)}.ts", arguments, environment);

    /// <summary>Starts a file in TypeScript.</summary>
    public static ExampleProgram Script(string file, IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "examples");
        // Not through tsx's own program: that starts another process, which would outlive it.
        return new(["node", "--import", new Uri(Path.Combine(folder, "node_modules/tsx/dist/loader.mjs")).AbsoluteUri, Path.Combine(folder, file), .. arguments], environment);
    }

    /// <summary>Waits until it has ended well.</summary>
    public async Task<string> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, Output);
        return Output;
    }

    /// <summary>Waits until it serves.</summary>
    public async Task ServesAsync(Uri url)
    {
        using var http = new HttpClient();
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            Assert.False(process.HasExited, Output);
            try
            {
                using var answer = await http.GetAsync(url, deadline.Token);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (output)
            output.AppendLine(line);
    }
}
