using Msq.Storage;

namespace Msq.Local.Commands;

/// <summary><c>Msq.Local migrate</c>: brings the MySQL or MariaDB database up to this version's schema.</summary>
internal static class MigrateCommand
{
    public const string Name = "migrate";
    private const string Variable = "ConnectionStrings__MySql";

    public static async Task<int> RunAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } connection)
        {
            await Console.Error.WriteLineAsync($"error: {Variable} is not set: it names the database to migrate");
            return 2;
        }

        using var interruption = new Interruption();
        await MsqDatabase.MigrateAsync(connection, sqlite: null, interruption.Token);
        Console.WriteLine("The database has this version's schema.");
        return 0;
    }
}
