using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Msq.Local.Servers;

/// <summary>
/// A RabbitMQ of our own (Debian package rabbitmq-server) with the management plug-in, its own Erlang port mapper and cookie, and a user
/// <c>msq</c> besides <c>guest</c>.
/// </summary>
public sealed class RabbitMqServer : Server
{
    private const string Package = "rabbitmq-server";

    private readonly string password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly int managementPort = FreePort.Next();
    private readonly int distributionPort = FreePort.Next();
    private readonly PortMapper portMapper;

    /// <summary>Its AMQP port on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    public RabbitMqServer(string folder) : base("rabbitmq", folder) => portMapper = new PortMapper(Folder);

    /// <summary>For MassTransit.</summary>
    public string ConnectionString => $"amqp://msq:{password}@127.0.0.1:{Port}/";

    /// <summary>The management UI and HTTP API; user <c>guest</c>, password <c>guest</c>.</summary>
    public Uri Management => new($"http://127.0.0.1:{managementPort}/");

    /// <summary>A client of the management HTTP API.</summary>
    public HttpClient CreateManagementClient() => new()
    {
        BaseAddress = Management,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8)) },
    };

    public override async Task StopAsync()
    {
        await base.StopAsync();
        await portMapper.StopAsync();
    }

    public override async Task KillAsync()
    {
        await base.KillAsync();
        await portMapper.KillAsync();
    }

    protected override IReadOnlyList<int> Ports => [Port, managementPort, distributionPort];

    protected override async Task<ServerCommand> PrepareAsync(CancellationToken cancellation)
    {
        // Not /usr/sbin/rabbitmq-server: Debian's wrapper there changes to the user rabbitmq.
        var server = Executable.Find("rabbitmq-server", Package, "/usr/lib/rabbitmq/bin");
        await WriteFilesAsync(cancellation);
        await portMapper.StartAsync(cancellation);
        return new ServerCommand(server)
        {
            Environment = new Dictionary<string, string?>
            {
                ["HOME"] = Folder,
                ["RABBITMQ_HOME"] = Folder,
                // Makes the script exec the Erlang machine in place of itself, so that our pid is the broker's.
                ["RUNNING_UNDER_SYSTEMD"] = "true",
                ["ERL_EPMD_PORT"] = portMapper.Port.ToString(CultureInfo.InvariantCulture),
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_NODENAME"] = "msq@localhost",
                ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_NODE_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
                ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(CultureInfo.InvariantCulture),
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Folder, "data"),
                ["RABBITMQ_LOG_BASE"] = Path.Combine(Folder, "log"),
                ["RABBITMQ_SCHEMA_DIR"] = Path.Combine(Folder, "schema"),
                ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(Folder, "schema"),
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Folder, "enabled_plugins"),
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(Folder, "rabbitmq.conf"),
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(Folder, "rabbitmq-env.conf"),
                ["RABBITMQ_PID_FILE"] = Path.Combine(Folder, "rabbitmq.pid"),
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            },
        };
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var client = CreateManagementClient();
        using var answer = await client.GetAsync($"api/health/checks/port-listener/{Port}", cancellation);
        return answer.IsSuccessStatusCode;
    }

    protected override async Task WhenReadyAsync(CancellationToken cancellation)
    {
        using var client = CreateManagementClient();
        await PutAsync(client, "api/users/msq", $$"""{"password":"{{password}}","tags":"administrator"}""", cancellation);
        await PutAsync(client, "api/permissions/%2F/msq", """{"configure":".*","write":".*","read":".*"}""", cancellation);
    }

    private static async Task PutAsync(HttpClient client, string path, string json, CancellationToken cancellation)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(path, body, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private async Task WriteFilesAsync(CancellationToken cancellation)
    {
        foreach (var name in new[] { "data", "log", "schema" }) Directory.CreateDirectory(Path.Combine(Folder, name));
        await File.WriteAllTextAsync(Path.Combine(Folder, "enabled_plugins"), "[rabbitmq_management].\n", cancellation);
        await File.WriteAllTextAsync(Path.Combine(Folder, "rabbitmq-env.conf"), "", cancellation);
        await File.WriteAllTextAsync(Path.Combine(Folder, "rabbitmq.conf"), $"""
            listeners.tcp.default = 127.0.0.1:{Port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {managementPort}
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 50MB
            log.console = false

            """, cancellation);

        var cookie = Path.Combine(Folder, ".erlang.cookie");
        if (File.Exists(cookie)) return;
        await File.WriteAllTextAsync(cookie, RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 24), cancellation);
        File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
    }
}
