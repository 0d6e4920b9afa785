using System.Diagnostics;
using System.Text.Json;
using Msq.Local;
using Msq.Local.Servers;
using Msq.Tests.DevRelayer;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Compose;

/// <summary>
/// The Compose installation as its README has it started, with compose/docker-compose.yml and compose/Dockerfile as they are: on Podman, with images made of Debian's packages where the file asks
/// a registry for others.
/// </summary>
public sealed class ComposeStack : IAsyncLifetime, IDisposable
{
    private const string Project = "msq-test";
    private const int Killed = 137;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(6);
    private static readonly string StandIns = Path.Combine(RepositoryRoot.Path, "compose", "stand-ins");

    private readonly string logs = Path.Combine(
        Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs"), "compose");

    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource ending = new();
    private readonly int port = FreePort.Next();
    private readonly int chainPort = FreePort.Next();
    private readonly HttpClient http = new();
    private PodmanServer podman = null!;
    private ComposeCommands commands = null!;
    private Task ticking = Task.CompletedTask;

    /// <summary>A client of the installation's API.</summary>
    public RelayCaller Caller { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(logs);
        podman = new PodmanServer(logs, Path.Combine(folder.Path, "podman.sock"));
        var installation = Path.Combine(folder.Path, "msq");
        foreach (var part in new[] { "compose", "config", "keys" })
            Copy(Path.Combine(RepositoryRoot.Path, part), Path.Combine(installation, part));
        commands = new ComposeCommands(Path.Combine(installation, "compose"), Path.Combine(logs, "commands.log"), Settings());

        await commands.RunAsync(Path.Combine(StandIns, "clean.sh"));
        await commands.RunAsync(Path.Combine(StandIns, "build.sh"));
        await podman.StartAsync();
        await commands.RunAsync("bash", "prepare.sh");
        await commands.RunAsync("cp", ".env.example", ".env");
        ticking = TickAsync(ending.Token);
        await ComposeAsync("up", "-d", "--no-build");
        await HealthyAsync();
        Caller = new RelayCaller(Development.CreateClient(new Uri($"http://127.0.0.1:{port}")), new Uri($"http://127.0.0.1:{chainPort}"));
    }

    public async Task DisposeAsync()
    {
        Caller?.Dispose();
        await commands.TryAsync("docker-compose", "logs", "--no-color", "--timestamps");
        await ending.CancelAsync();
        await ticking;
        await commands.TryAsync("docker-compose", "down", "--volumes", "--remove-orphans", "--timeout", "20");
        await podman.DisposeAsync();
        await commands.RunAsync(Path.Combine(StandIns, "clean.sh"));
    }

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
        ending.Dispose();
    }

    /// <summary>Runs docker-compose.</summary>
    /// <returns>Its standard output.</returns>
    public Task<string> ComposeAsync(params string[] arguments) => commands.RunAsync("docker-compose", arguments);

    /// <summary>Runs a command in a service's container.</summary>
    public async Task<(int ExitCode, string Output)> ExecuteAsync(string service, params string[] command)
    {
        var (exitCode, output, errors) = await commands.TryAsync("docker-compose", ["exec", "-T", service, .. command]);
        return (exitCode, output + errors);
    }

    /// <summary>Every container, also those that have ended.</summary>
    internal async Task<IReadOnlyList<ComposeContainer>> ContainersAsync()
    {
        var ids = (await commands.RunAsync(PodmanServer.Program, "ps", "--all", "--quiet", "--filter", $"label=com.docker.compose.project={Project}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var inspected = JsonDocument.Parse(await commands.RunAsync(PodmanServer.Program, ["inspect", "--type", "container", .. ids]));
        return [.. inspected.RootElement.EnumerateArray().Select(ComposeContainer.Read)];
    }

    /// <summary>Stops a service's containers and starts them again.</summary>
    public async Task RestartAsync(string service)
    {
        await ComposeAsync("stop", service);
        Assert.All((await ContainersAsync()).Where(container => container.Service == service), container => Assert.True(container.ExitCode != Killed, $"It did not stop when it was told to: {container}"));
        await ComposeAsync("start", service);
        await HealthyAsync();
    }

    /// <summary>Waits until every container with a health check is healthy, each of the others runs, or has ended well, and the API says that it is ready.</summary>
    private async Task HealthyAsync()
    {
        var clock = Stopwatch.StartNew();
        while (await ContainersAsync() is var containers && (!containers.All(container => container.IsWell) || !await IsReadyAsync()))
        {
            Assert.True(clock.Elapsed < Deadline, string.Join('\n', containers));
            await Task.Delay(500);
        }
    }

    // A container stays healthy for as long as its check has retries left: also when what it needs was just started again.
    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Podman leaves the clock of health checks to systemd, which is not asked for here.
    private async Task TickAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var (_, running, _) = await commands.TryAsync(PodmanServer.Program, "ps", "--quiet");
            await Task.WhenAll(running.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(id => commands.TryAsync(PodmanServer.Program, "healthcheck", "run", id)));
            await Task.Delay(1000, CancellationToken.None);
        }
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["DOCKER_HOST"] = $"unix://{podman.Socket}",
        ["COMPOSE_PROJECT_NAME"] = Project,
        ["COMPOSE_HTTP_TIMEOUT"] = "300",
        ["MSQ_PORT"] = $"{port}",
        ["CHAIN_PORT"] = $"{chainPort}",
        ["RABBITMQ_MANAGEMENT_PORT"] = $"{FreePort.Next()}",
        ["MYSQL_IMAGE"] = "localhost/msq-stand-ins/mysql",
        ["REDIS_IMAGE"] = "localhost/msq-stand-ins/redis",
        ["RABBITMQ_IMAGE"] = "localhost/msq-stand-ins/rabbitmq",
        ["ANVIL_IMAGE"] = "localhost/msq-stand-ins/chain",
        ["OZ_RELAYER_IMAGE"] = "localhost/msq-stand-ins/relayer",
        ["MSQ_API_IMAGE"] = "localhost/msq-test/api",
        ["MSQ_DISPATCHER_IMAGE"] = "localhost/msq-test/dispatcher",
        ["MSQ_TRACKER_IMAGE"] = "localhost/msq-test/tracker",
        ["MSQ_TOOLS_IMAGE"] = "localhost/msq-test/tools",
    };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) != ".env"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.EnumerateDirectories(from).Where(inner => Path.GetFileName(inner) != "secrets"))
            Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
    }
}
