using Msq.Hosting.Configuration;
using Msq.Hosting.Preconditions;
using Msq.Hosting.Settings;
using Msq.Local.CommandLine;
using Msq.Storage;

namespace Msq.Local.Commands;

/// <summary><c>Msq.Local migrate</c>: brings the MySQL or MariaDB database up to this version's schema.</summary>
internal static class MigrateCommand
{
    public const string Name = "migrate";

    public static async Task<int> RunAsync()
    {
        IConfiguration configuration;
        try
        {
            configuration = ProcessEnvironment.Read();
        }
        catch (ConfigurationProblem problem)
        {
            await Console.Error.WriteLineAsync($"error: {problem.Message}");
            return Precondition.ExitCode;
        }

        if (ProcessSettings.MySql.ReadFrom(configuration) is not { Length: > 0 } connection)
        {
            await Console.Error.WriteLineAsync($"error: {ProcessSettings.MySql.Variable} is not set: it names the database to migrate");
            return 2;
        }

        using var interruption = new Interruption();
        await MsqDatabase.MigrateAsync(connection, sqlite: null, interruption.Token);
        Console.WriteLine("The database has this version's schema.");
        return 0;
    }
}
