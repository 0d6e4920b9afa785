using System.CommandLine;
using System.CommandLine.Help;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Preconditions;

namespace Msq.Local.CommandLine;

/// <summary>The verbs of <c>msq</c> for whoever runs an Msq. The exit code is 0 when all is well, 1 when something is not, 2 for wrong arguments, and 78 for a wrong configuration, as the services'.</summary>
public static class MsqCommandLine
{
    private const int Wrong = 1;
    private const int WrongUsage = 2;

    /// <summary>The verbs.</summary>
    public static IReadOnlyList<string> Verbs { get; } = ["config", "doctor", "pool", "requeue", "tx"];

    /// <summary>Runs a verb.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="settings">What <see cref="ProcessEnvironment"/> says.</param>
    /// <param name="output">Takes what is asked for.</param>
    /// <param name="error">Takes what is wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, IConfiguration settings, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var root = new Command("msq", "Looks after an Msq.")
        {
            ConfigCommand.Create(settings, output, error), DoctorCommand.Create(settings, output), PoolCommands.Create(settings, output), RequeueCommand.Create(settings, output), TransactionCommands.Create(settings, output),
        };
        root.Options.Add(new HelpOption());
        var parsed = root.Parse(arguments);
        var console = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync($"error: {problem.Message}");
            await error.WriteLineAsync($"See: msq {string.Join(' ', parsed.CommandResult.Command.Parents.Append(parsed.CommandResult.Command).OfType<Command>().Where(one => one != root).Select(one => one.Name).Append("--help"))}");
            return WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(console, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            await error.WriteLineAsync($"error: {failure.Message}");
            return failure.IsOfUsage ? WrongUsage : Wrong;
        }
        catch (BrokerUnavailableException failure)
        {
            await error.WriteLineAsync($"error: {failure.Message}");
            return Wrong;
        }
        catch (Exception failure) when (MsqProcess.IsOfConfiguration(failure))
        {
            await error.WriteLineAsync($"error: {failure.Message}");
            return Precondition.ExitCode;
        }
    }
}

/// <summary>A verb cannot do what it was asked for.</summary>
/// <param name="message">Why, for whoever asked.</param>
/// <param name="isOfUsage">What was asked for, or a setting that it needs, is wrong.</param>
internal sealed class CommandFailure(string message, bool isOfUsage = false) : Exception(message)
{
    /// <summary>What was asked for, or a setting that it needs, is wrong.</summary>
    public bool IsOfUsage => isOfUsage;
}
