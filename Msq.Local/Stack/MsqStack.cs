using Msq.Hosting;
using Msq.Local.Contracts;
using Msq.Local.Servers;
using Msq.Storage;

namespace Msq.Local.Stack;

/// <summary>
/// Msq as in production, on one machine: MariaDB, RabbitMQ and Redis, the three services as processes of their own, and for the outside world a
/// development chain and development relayers. Every part can be stopped, killed and started again by itself.
/// </summary>
public sealed class MsqStack : IAsyncDisposable
{
    private readonly StackOptions options;

    private MsqStack(StackOptions options)
    {
        this.options = options;
        var apiPorts = Enumerable.Range(0, options.Apis).Select(i => i == 0 && options.ApiPort is { } port ? port : FreePort.Next()).ToList();
        var api = new Uri($"http://127.0.0.1:{apiPorts[0]}");
        var development = new Development();
        RelayerApiKey = development.RelayerApiKey;
        var logs = In("logs");

        Database = new MariaDbServer(In("mariadb"));
        Broker = new RabbitMqServer(In("rabbitmq"));
        Redis = new RedisServer(In("redis"));
        Chain = new Anvil(In("chain")) { BlockTime = options.BlockTime };
        Relayers = [.. Development.Relayers.Select(id => new DevRelayerProcess(id, In("relayers"), development, Chain.Url, api, options.RelayerArguments(id)))];

        var environment = development.Settings(options.ConfigFolder, Chain.Url, [.. Relayers.Select(relayer => relayer.Url)]);
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["ConnectionStrings__MySql"] = Database.ConnectionString();
        environment["ConnectionStrings__Sqlite"] = null;
        environment["ConnectionStrings__RabbitMq"] = Broker.ConnectionString;
        environment["ConnectionStrings__Redis"] = Redis.ConnectionString;
        environment["Logging__LogLevel__Microsoft"] = "Warning";
        environment["Logging__LogLevel__System"] = "Warning";

        Apis = [.. apiPorts.Select((port, i) => Service($"api-{i + 1}", "Msq.Api", port))];
        Dispatchers = Copies("dispatcher", "Msq.Dispatcher", options.Dispatchers);
        Trackers = Copies("tracker", "Msq.StatusTracker", options.Trackers);

        string In(string part) => Path.Combine(options.Folder, part);
        List<ServiceProcess> Copies(string name, string project, int count) =>
            [.. Enumerable.Range(1, count).Select(i => Service($"{name}-{i}", project, null))];
        ServiceProcess Service(string name, string project, int? port) =>
            new(name, logs, project, environment, port) { StopGrace = MsqProcess.LongestStop + TimeSpan.FromSeconds(15) };
    }

    /// <summary>The bearer key of the relayers.</summary>
    public string RelayerApiKey { get; }

    public MariaDbServer Database { get; }

    public RabbitMqServer Broker { get; }

    public RedisServer Redis { get; }

    public Anvil Chain { get; }

    /// <summary>In the order of <see cref="Development.Relayers"/>.</summary>
    public IReadOnlyList<DevRelayerProcess> Relayers { get; }

    public IReadOnlyList<ServiceProcess> Apis { get; }

    public IReadOnlyList<ServiceProcess> Dispatchers { get; }

    public IReadOnlyList<ServiceProcess> Trackers { get; }

    /// <summary>The first API.</summary>
    public Uri Url => Apis[0].Url;

    /// <summary>All processes of Msq.</summary>
    public IEnumerable<ServiceProcess> Services => Apis.Concat(Dispatchers).Concat(Trackers);

    /// <summary>Starts every part and waits until all are ready.</summary>
    /// <exception cref="ServerStartException">A part did not start; all others are stopped again.</exception>
    public static async Task<MsqStack> StartAsync(StackOptions options, CancellationToken cancellation = default)
    {
        var stack = new MsqStack(options);
        try
        {
            await options.Prepare(stack);
            await stack.StartAsync(cancellation);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of the first API, with the development key.</summary>
    public HttpClient CreateClient() => Development.CreateClient(Url);

    /// <summary>Stops every part, the services first.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Services.Select(service => service.DisposeAsync().AsTask()));
        Server[] others = [.. Relayers, Database, Broker, Redis];
        await Task.WhenAll(others.Select(other => other.DisposeAsync().AsTask()));
        await Chain.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(
            StartAsync(Broker, $"RabbitMQ is ready: {Broker.Management}", cancellation),
            StartAsync(Redis, "Redis is ready", cancellation),
            StartDatabaseAsync(cancellation),
            StartOutsideWorldAsync(cancellation));
        await Task.WhenAll(Services.Select(service => StartAsync(service, $"{service.Name} is ready: {service.Url}", cancellation)));
    }

    private async Task StartDatabaseAsync(CancellationToken cancellation)
    {
        await StartAsync(Database, "MariaDB is ready", cancellation);
        await MsqDatabase.MigrateAsync(Database.ConnectionString(), sqlite: null, cancellation);
        options.Progress("The database has this version's schema");
    }

    private async Task StartOutsideWorldAsync(CancellationToken cancellation)
    {
        await StartAsync(Chain, $"The development chain is ready: {Chain.Url}", cancellation);
        await Task.WhenAll(Relayers.Select(relayer => StartAsync(relayer, $"{relayer.Name} is ready: {relayer.Url}", cancellation)).Append(DeployAsync(cancellation)));
    }

    private async Task DeployAsync(CancellationToken cancellation)
    {
        await DevelopmentContracts.DeployAsync(Chain.Url, cancellation);
        options.Progress($"The contracts are deployed: the forwarder is {DevelopmentContracts.Forwarder.ToChecksum()}");
    }

    private async Task StartAsync(Server server, string done, CancellationToken cancellation)
    {
        await server.StartAsync(cancellation);
        options.Progress(done);
    }
}
