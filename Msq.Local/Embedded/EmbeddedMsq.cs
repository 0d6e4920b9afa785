using Msq.Api;
using Msq.Dispatcher;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;
using Msq.Hosting.Telemetry;
using Msq.Local.Contracts;
using Msq.Local.DevRelayer;
using Msq.Local.Servers;
using Msq.StatusTracker;
using Msq.Storage;

namespace Msq.Local.Embedded;

/// <summary>All of Msq in this process, for a laptop: in-memory transport, SQLite, development relayers, and a development chain beside it.</summary>
public sealed class EmbeddedMsq : IAsyncDisposable
{
    private readonly EmbeddedOptions options;
    private readonly Development development = new();
    private readonly ILoggerFactory loggers;
    private DevRelayerHost? relayers;
    private WebApplication? app;

    private EmbeddedMsq(EmbeddedOptions options)
    {
        this.options = options;
        Url = new Uri($"http://127.0.0.1:{options.Port}");
        Chain = new Anvil(Path.Combine(options.Folder, "chain"));
        loggers = LoggerFactory.Create(options.Logging);
    }

    /// <summary>The API.</summary>
    public Uri Url { get; }

    public Anvil Chain { get; }

    /// <summary>Starts every part and waits until all are ready.</summary>
    /// <exception cref="ServerStartException">The chain did not start.</exception>
    public static async Task<EmbeddedMsq> StartAsync(EmbeddedOptions options, CancellationToken cancellation = default)
    {
        var msq = new EmbeddedMsq(options);
        try
        {
            await msq.StartAsync(cancellation);
            return msq;
        }
        catch
        {
            await msq.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (relayers is not null) await relayers.DisposeAsync();
        await Chain.DisposeAsync();
        loggers.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        await Chain.StartAsync(cancellation);
        options.Progress($"The development chain is ready: {Chain.Url}");
        await DevelopmentContracts.DeployAsync(Chain.Url, cancellation);
        options.Progress($"The contracts are deployed: the forwarder is {DevelopmentContracts.Forwarder.ToChecksum()}");
        relayers = await DevRelayerHost.StartAsync(RelayerOptions(), loggers, cancellation: cancellation);
        options.Progress($"{Development.Relayers.Count} development relayers are ready: {relayers.Url}");

        var database = $"Data Source={Path.Combine(options.Folder, "msq.db")}";
        await MsqDatabase.MigrateAsync(mySql: null, database, cancellation);
        app = Compose(database, relayers.Url);
        await app.StartAsync(cancellation);
        options.Progress($"Msq is ready: {Url}");
    }

    private DevRelayerOptions RelayerOptions() => new()
    {
        Relayers = [.. Development.Relayers.Select(id => new DevRelayerAccount(id, Development.Keystore(id), Development.KeystorePassphrase))],
        RpcUrl = Chain.Url,
        ChainId = Anvil.ChainId,
        ApiKey = development.RelayerApiKey,
        WebhookUrl = Development.WebhookUrl(Url),
        WebhookSigningKey = development.WebhookSigningKey,
        DataDirectory = Path.Combine(options.Folder, "relayers"),
    };

    private WebApplication Compose(string database, Uri relayer)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(EmbeddedMsq).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Development,
        });
        var settings = development.Settings(options.ConfigFolder, Chain.Url, [.. Development.Relayers.Select(_ => relayer)]);
        settings["ConnectionStrings__Sqlite"] = database;
        settings["ConnectionStrings__RabbitMq"] = "loopback://localhost/";
        // Left empty, so that settings of the machine's environment do not count.
        settings["ConnectionStrings__MySql"] = "";
        settings["ConnectionStrings__Redis"] = "";
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(one => one.Key.Replace("__", ":", StringComparison.Ordinal), one => one.Value));
        builder.WebHost.UseUrls(Url.ToString());
        builder.Logging.ClearProviders();
        options.Logging(builder.Logging);

        builder.AddMsqApi();
        builder.AddMsqDispatcher();
        builder.AddMsqStatusTracker();
        builder.AddMsqBus();
        var composed = builder.Build();
        composed.MapMsqApi();
        composed.MapMsqHealth();
        composed.MapMsqMetrics();
        return composed;
    }
}
