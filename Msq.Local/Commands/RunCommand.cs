using Msq.Hosting.Configuration;
using Msq.Local.Contracts;
using Msq.Local.Demo;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Local.Stack;

namespace Msq.Local.Commands;

/// <summary>What ./run does: starts the system, embedded or real, and serves it or shows a transaction.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> commandLine)
    {
        using var interruption = new Interruption();
        try
        {
            var arguments = Arguments.Parse(commandLine, Environment.GetEnvironmentVariable);
            if (arguments.Port is { } port && !FreePort.IsFree(port))
                throw new IOException($"port {port} is in use; choose another one: ./run --port N (or MSQ_PORT=N)");
            using var folder = RunFolder.Claim((arguments.Real ? "real" : "local") + (arguments.Demo ? "-demo" : ""), arguments.Keep);
            return await (arguments.Real ? RealAsync(arguments, folder.Path, interruption) : EmbeddedAsync(arguments, folder.Path, interruption));
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return 130;
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 2;
        }
        catch (Exception e) when (e is IOException or ServerStartException or ConfigurationProblem or DemoFailure or PlatformNotSupportedException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }

    private static async Task<int> EmbeddedAsync(Arguments arguments, string folder, Interruption interruption)
    {
        await using var msq = await EmbeddedMsq.StartAsync(new EmbeddedOptions
        {
            Folder = folder,
            Port = arguments.Port ?? FreePort.Next(),
            Logging = logging => Log(logging, arguments.Demo ? Path.Combine(folder, "msq.log") : null),
            Progress = Console.WriteLine,
        }, interruption.Token);
        if (arguments.Demo) return await Demonstration.RunAsync(msq.Url, msq.Chain.Url, interruption.Token);
        Welcome(msq.Url, msq.Chain.Url, folder);
        await interruption.WaitAsync();
        Console.WriteLine("Stopping ...");
        return 0;
    }

    private static async Task<int> RealAsync(Arguments arguments, string folder, Interruption interruption)
    {
        await using var stack = await MsqStack.StartAsync(
            new StackOptions { Folder = folder, ApiPort = arguments.Port, Progress = Console.WriteLine }, interruption.Token);
        if (arguments.Demo) return await Demonstration.RunAsync(stack.Url, stack.Chain.Url, interruption.Token);
        Welcome(stack.Url, stack.Chain.Url, folder);
        Console.WriteLine($"  RabbitMQ        {stack.Broker.Management} (guest / guest)");
        await interruption.WaitAsync();
        Console.WriteLine("Stopping ...");
        return 0;
    }

    private static void Log(ILoggingBuilder logging, string? file)
    {
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Msq", LogLevel.Information);
        if (file is not null) logging.AddProvider(new LogFile(file));
        else logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
    }

    private static void Welcome(Uri url, Uri chain, string folder)
    {
        var shown = $"http://localhost:{url.Port}";
        Console.WriteLine($$"""

            Msq is ready. For development only: keys and accounts are public.

              API             {{shown}}/api/v1
              Documentation   {{shown}}/docs
              Operators' page {{shown}}/ops
              API key         {{Development.ApiKey}}
              Chain           {{chain}} (id {{Anvil.ChainId}})
              Forwarder       {{DevelopmentContracts.Forwarder.ToChecksum()}}
              Sample token    {{DevelopmentContracts.SampleToken.ToChecksum()}}
              Data and logs   {{folder}}

            Send a transaction:

              curl -s {{shown}}/api/v1/relay/direct -H 'X-API-Key: {{Development.ApiKey}}' -H 'Content-Type: application/json' \
                -d '{"to":"0x000000000000000000000000000000000000dEaD","value":"10000000000000000"}'

            and follow it, with the transactionId of the answer:

              curl -s -H 'X-API-Key: {{Development.ApiKey}}' '{{shown}}/api/v1/relay/status/TRANSACTION_ID?wait=25'

            Ctrl-C stops everything.
            """);
    }
}
