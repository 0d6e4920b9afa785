using System.Globalization;
using System.Security.Cryptography;
using MySqlConnector;

namespace Msq.Local.Servers;

/// <summary>
/// A MariaDB of our own (Debian package mariadb-server), durable on every commit, READ COMMITTED, utf8mb4_unicode_ci, with the database
/// <c>msq</c> and a user <c>msq</c> who may do anything in the databases whose names begin with it.
/// </summary>
public sealed class MariaDbServer(string folder) : Server("mariadb", folder)
{
    private const string Package = "mariadb-server";

    private readonly string password = RandomNumberGenerator.GetHexString(32, lowercase: true);

    private string DataFolder => Path.Combine(Folder, "data");

    // Not in the folder: a socket's path may not be longer than 107 characters.
    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    private string Socket => Path.Combine("/tmp", $"msq-mariadb-{Port}.sock");

    /// <summary>For MySqlConnector. <paramref name="database"/> must begin with <c>msq</c>; only <c>msq</c> itself exists already.</summary>
    public string ConnectionString(string database = "msq") =>
        $"Server=127.0.0.1;Port={Port};Database={database};User ID=msq;Password={password}";

    /// <summary>For MySqlConnector, as its administrator: over its socket, which only this machine's user can reach.</summary>
    public string AdministrationString => $"Server={Socket};Protocol=UnixSocket;User ID=root;Pooling=false";

    protected override IReadOnlyList<int> Ports => [Port];

    protected override async Task<ServerCommand> PrepareAsync(CancellationToken cancellation)
    {
        var server = Executable.Find("mariadbd", Package);
        if (!Directory.Exists(Path.Combine(DataFolder, "mysql"))) await CreateDataAsync(cancellation);
        // A server that starts removes the temporary tables of others from a folder that they share.
        var temporary = Directory.CreateDirectory(Path.Combine(Folder, "tmp")).FullName;
        var initFile = Path.Combine(Folder, "users.sql");
        await File.WriteAllTextAsync(initFile, $"""
            CREATE DATABASE IF NOT EXISTS msq CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
            CREATE USER IF NOT EXISTS 'msq'@'127.0.0.1';
            ALTER USER 'msq'@'127.0.0.1' IDENTIFIED BY '{password}';
            GRANT ALL ON `msq%`.* TO 'msq'@'127.0.0.1';
            """, cancellation);
        File.SetUnixFileMode(initFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        return new ServerCommand(server,
        [
            "--no-defaults", .. AsRoot(), $"--datadir={DataFolder}", $"--socket={Socket}", $"--tmpdir={temporary}", $"--pid-file={Path.Combine(Folder, "mariadbd.pid")}",
            "--bind-address=127.0.0.1", $"--port={Port.ToString(CultureInfo.InvariantCulture)}", "--skip-name-resolve",
            "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci", "--default-time-zone=+00:00",
            "--transaction-isolation=READ-COMMITTED", "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=256M",
            "--max-connections=400", "--performance-schema=OFF", $"--init-file={initFile}",
        ]);
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        await using var connection = new MySqlConnection(ConnectionString() + ";Pooling=false;ConnectionTimeout=2");
        await connection.OpenAsync(cancellation);
        return true;
    }

    private async Task CreateDataAsync(CancellationToken cancellation)
    {
        var install = new ServerCommand(Executable.Find("mariadb-install-db", Package),
        [
            "--no-defaults", .. AsRoot(), $"--datadir={DataFolder}", "--auth-root-authentication-method=normal", "--skip-test-db",
        ]);
        using var process = await ChildProcess.StartAsync(install, Folder, LogFile);
        if (await process.WaitAsync(StartDeadline, cancellation) is not 0)
            throw new ServerStartException($"mariadb-install-db could not create {DataFolder}; its log is {LogFile}");
    }

    // mariadbd refuses to run as root unless told so.
    private static string[] AsRoot() => Environment.UserName == "root" ? ["--user=root"] : [];
}
