using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Msq.Ethereum.Reverts;
using Msq.Hosting.Abi;
using Msq.Hosting.Configuration;
using Msq.Hosting.Feed;
using Msq.Hosting.Health;
using Msq.Hosting.Pools;
using Msq.Hosting.Preconditions;
using Msq.Hosting.Rpc;
using Msq.Hosting.Settings;
using Msq.Hosting.Telemetry;
using Msq.Storage;
using StackExchange.Redis;

namespace Msq.Hosting;

/// <summary>What every process of Msq has, whichever services it holds.</summary>
public static class MsqProcess
{
    /// <summary>
    /// How long a process that was told to end (SIGTERM) may take to finish what it has begun: longer than any POST. Whoever kills processes waits longer
    /// than this.
    /// </summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(45);

    /// <summary>The folder with the configuration files: <c>MSQ_CONFIG</c>, default <c>config</c>.</summary>
    public static string ConfigFolder(this IConfiguration configuration) => ProcessSettings.ConfigFolder.ReadFrom(configuration) is { Length: > 0 } folder ? folder : ProcessSettings.ConfigFolder.Default!;

    /// <summary>Adds the mounted secrets, storage, the pool file, the status feed and health. Each service calls it; only the first call counts.</summary>
    /// <exception cref="ConfigurationProblem">The pool file or a file of the ABI folder is wrong, or the folder with the secrets is missing.</exception>
    public static WebApplicationBuilder AddMsqProcess(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(PoolFile)))
            return builder;

        builder.Configuration.AddMountedSecrets();
        builder.AddFile(PoolFile.FileName, PoolFile.Read, (pools, newer, path) => pools.TakeOver(newer, path));
        builder.Services.AddHostedService<ConfigurationReload>();
        builder.Services.AddSingleton(new RevertDecoder(AbiFolder.ReadErrors(builder.Configuration.ConfigFolder())));
        builder.Services.AddHostedService<DurableCommits>();
        builder.Services.AddMsqStorage(ProcessSettings.MySql.ReadFrom(builder.Configuration), ProcessSettings.Sqlite.ReadFrom(builder.Configuration));
        // Logs none of its requests: a node's URL is often a secret.
        builder.Services.AddHttpClient(PoolNodes.HttpClientName, http => http.Timeout = TimeSpan.FromSeconds(10)).RemoveAllLoggers();
        builder.Services.AddSingleton<PoolNodes>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(3));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = LongestStop);
        AddFeed(builder);
        builder.AddMsqTelemetry();
        return builder;
    }

    /// <summary>Runs a service's program: a wrong configuration ends it with one clear line and exit code 78 (EX_CONFIG).</summary>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> compose)
    {
        try
        {
            await using var app = compose(WebApplication.CreateBuilder(args).AddProductionLog());
            await app.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception exception) when (IsOfConfiguration(exception))
        {
            await Console.Error.WriteLineAsync($"msq: configuration: {exception.Message}");
            return Precondition.ExitCode;
        }
    }

    /// <summary>Whether an exception says that the configuration is wrong, in words for who has to mend it.</summary>
    public static bool IsOfConfiguration(Exception exception) =>
        exception is ConfigurationProblem or PreconditionFailure or InvalidOperationException { Source: "Msq.Storage" or "Msq.Hosting" or "Msq.Api" };

    private static void AddFeed(WebApplicationBuilder builder)
    {
        if (ProcessSettings.Redis.ReadFrom(builder.Configuration) is not { Length: > 0 } redis)
        {
            builder.Services.TryAddSingleton<IStatusFeed, StatusFeed>();
            return;
        }

        // abortConnect=false: Redis may come later, or never.
        var options = ConfigurationOptions.Parse(redis);
        options.AbortOnConnectFail = false;
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(options));
        builder.Services.AddSingleton<RedisStatusFeed>();
        builder.Services.AddSingleton<IStatusFeed>(provider => provider.GetRequiredService<RedisStatusFeed>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RedisStatusFeed>());
    }
}
