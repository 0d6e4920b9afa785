using System.CommandLine;
using Msq.Api;
using Msq.Dispatcher;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Hosting.Preconditions;
using Msq.Hosting.Settings;
using Msq.StatusTracker;
using Msq.Storage;

namespace Msq.Local.CommandLine;

/// <summary><c>msq config check</c>: reads files and settings as each of the services does at its start, and connects to nothing.</summary>
internal static class ConfigCommand
{
    public static Command Create(IConfiguration settings, TextWriter output, TextWriter error)
    {
        var check = new Command("check", "Reads relayer-pool.yaml, clients.yaml and the settings as the services do at their start, and says everything that is wrong, each with its place. Exit code 78 when something is.");
        check.SetAction(_ =>
        {
            var problems = Problems(settings).ToList();
            foreach (var problem in problems)
                error.WriteLine(problem);
            if (problems.Count == 0)
                output.WriteLine($"The configuration in {Path.GetFullPath(settings.ConfigFolder())} is right.");
            return problems.Count == 0 ? 0 : Precondition.ExitCode;
        });
        return new Command("config", "The configuration.") { check };
    }

    // The parts that each service reads first are tried by themselves, too: the first thing that is wrong with a service would hide the others.
    private static IEnumerable<string> Problems(IConfiguration settings) => new Action[]
    {
        () => PoolFile.Read(settings.ConfigFolder(), name => settings[name]),
        () => new ServiceCollection().AddMsqStorage(ProcessSettings.MySql.ReadFrom(settings), ProcessSettings.Sqlite.ReadFrom(settings)),
        () => BusRegistration.Address(ProcessSettings.RabbitMq.ReadFrom(settings)),
        () => Compose(settings, builder => builder.AddMsqApi()),
        () => Compose(settings, builder => builder.AddMsqDispatcher()),
        () => Compose(settings, builder => builder.AddMsqStatusTracker()),
    }.SelectMany(ProblemsOf).Distinct();

    private static string[] ProblemsOf(Action read)
    {
        try
        {
            read();
            return [];
        }
        catch (Exception exception) when (MsqProcess.IsOfConfiguration(exception))
        {
            return exception.Message.Split('\n');
        }
    }

    private static void Compose(IConfiguration settings, Action<WebApplicationBuilder> add) => add(BareProcess.Builder(settings));
}
