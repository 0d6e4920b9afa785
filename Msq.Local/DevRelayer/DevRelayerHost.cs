using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Msq.Ethereum.Keystore;
using Msq.Local.DevRelayer.Http;
using Msq.Local.DevRelayer.Lifecycle;
using Msq.Local.DevRelayer.Rows;
using Msq.Local.DevRelayer.Webhooks;

namespace Msq.Local.DevRelayer;

/// <summary>
/// A relayer for development: it speaks the HTTP API and the webhooks of OpenZeppelin Relayer 1.3.0, with its traps, and signs with
/// Web3 keystores. It runs inside this process, on a port of its own.
/// </summary>
public sealed class DevRelayerHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    private DevRelayerHost(WebApplication app) => this.app = app;

    /// <summary>Where it listens, with the port that it really got.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Decrypts the keys, takes up what a former process left open, and listens.</summary>
    /// <exception cref="ArgumentException">A setting cannot work, or a keystore cannot be opened.</exception>
    /// <exception cref="IOException">The port is taken, or another process uses the data directory.</exception>
    public static async Task<DevRelayerHost> StartAsync(
        DevRelayerOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        options.Check();
        time ??= TimeProvider.System;
        var rows = await RowStore.OpenAsync(options.DataDirectory, time, cancellation);
        DevRelayerHost? host = null;
        try
        {
            var relayers = new RelayerSet([.. options.Relayers.Select(account => Open(account, rows))]);
            host = new DevRelayerHost(Build(options, rows, relayers, loggers ?? NullLoggerFactory.Instance, time));
            await host.RunAsync(relayers, cancellation);
            return host;
        }
        catch
        {
            if (host is not null) await host.DisposeAsync();
            else await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops listening and working. Rows in flight stay as they are, and are taken up at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync(RelayerSet relayers, CancellationToken cancellation)
    {
        var services = app.Services;
        var opening = services.GetRequiredService<Opening>();
        var closed = new List<Relayer>();
        foreach (var relayer in relayers.All)
            if (!await opening.TryOpenAsync(relayer, cancellation))
                closed.Add(relayer);

        var preparation = services.GetRequiredService<Preparation>();
        var broadcast = services.GetRequiredService<Broadcast>();
        var resubmission = services.GetRequiredService<Resubmission>();
        async Task WorkAsync(JobKind kind, string id)
        {
            if (kind == JobKind.Resubmit) await resubmission.ResubmitAsync(id, stopping.Token);
            else if (kind == JobKind.Broadcast || await preparation.PrepareAsync(id, stopping.Token)) await broadcast.SendAsync(id, stopping.Token);
        }

        running = Task.WhenAll(
        [
            services.GetRequiredService<Jobs>().RunAsync(WorkAsync, stopping.Token),
            services.GetRequiredService<StatusLoop>().RunAsync(stopping.Token),
            services.GetRequiredService<Upkeep>().RunAsync(stopping.Token),
            .. closed.Select(relayer => opening.KeepTryingAsync(relayer, stopping.Token)),
        ]);

        await app.StartAsync(cancellation);
        Url = new Uri(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        services.GetRequiredService<ILogger<DevRelayerHost>>().LogWarning("Development relayer on {Url}: {Notice}", Url, DevRelayerApp.Notice);
    }

    private static WebApplication Build(DevRelayerOptions options, RowStore rows, RelayerSet relayers, ILoggerFactory loggers, TimeProvider time)
    {
        var builder = DevRelayerApp.CreateBuilder(options);
        // Given as factories, so that the container disposes of what it was handed.
        builder.Services.AddSingleton(_ => rows);
        builder.Services.AddSingleton(loggers).AddSingleton(options).AddSingleton(relayers).AddSingleton(time);
        builder.Services.AddSingleton<Chain>().AddSingleton<Fees>().AddSingleton<Jobs>().AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<Opening>().AddSingleton<Preparation>().AddSingleton<Broadcast>().AddSingleton<Resubmission>();
        builder.Services.AddSingleton<StatusLoop>().AddSingleton<Upkeep>();
        return DevRelayerApp.Build(builder, options);
    }

    private static Relayer Open(DevRelayerAccount account, RowStore rows)
    {
        if (!File.Exists(account.KeystorePath)) throw new ArgumentException($"relayer {account.Id}: there is no keystore {account.KeystorePath}");
        try
        {
            var key = KeystoreV3.Decrypt(File.ReadAllText(account.KeystorePath), account.Passphrase);
            return new Relayer(account.Id, key, rows.Settings(account.Id) ?? new RelayerSettings { Name = account.Id });
        }
        catch (Exception e) when (e is not IOException)
        {
            throw new ArgumentException($"relayer {account.Id}: the keystore {account.KeystorePath} cannot be opened: {e.Message}", e);
        }
    }
}
