using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Timeouts;
using Msq.Api.Audit;
using Msq.Api.Batches;
using Msq.Api.Callbacks;
using Msq.Api.Clients;
using Msq.Api.Documentation;
using Msq.Api.Facades;
using Msq.Api.Facades.Defender;
using Msq.Api.Facades.OzRelayer;
using Msq.Api.Gasless;
using Msq.Api.Listing;
using Msq.Api.Operations;
using Msq.Api.OperationsPage;
using Msq.Api.Problems;
using Msq.Api.RateLimits;
using Msq.Api.Relay;
using Msq.Api.Relayers;
using Msq.Api.Simulation;
using Msq.Api.Status;
using Msq.Api.Submissions;
using Msq.Api.Webhooks;
using Msq.Hosting;
using Msq.Hosting.Clients;
using Msq.Hosting.Configuration;

namespace Msq.Api;

/// <summary>Puts the front door into a process.</summary>
public static class ApiRegistration
{
    /// <summary>Adds the API.</summary>
    /// <exception cref="ConfigurationProblem">A configuration file is wrong.</exception>
    /// <exception cref="InvalidOperationException">A setting is missing; the message names it.</exception>
    public static WebApplicationBuilder AddMsqApi(this WebApplicationBuilder builder)
    {
        builder.AddMsqProcess();
        builder.AddClients();
        var services = builder.Services;
        services.AddSingleton(new OzRelayerWebhook(builder.Configuration));
        services.AddSingleton(new OzMonitorWebhook(builder.Configuration)).AddScoped<MonitorAlerts>();
        services.AddSingleton(new KeyLifetime(builder.Configuration));
        services.AddSingleton(new AuditPayloads(builder.Configuration)).AddSingleton<AuditLog>();
        services.AddSingleton<ClientRates>();
        services.AddSingleton<SubmissionHints>();
        services.AddHostedService(provider => provider.GetRequiredService<SubmissionHints>());
        services.AddSingleton<RequestFields>().AddSingleton<DirectRequestReader>();
        services.AddSingleton<GaslessRequestReader>().AddSingleton<TypedDataRequestReader>();
        services.AddSingleton<ForwarderDomains>();
        services.AddHostedService(provider => provider.GetRequiredService<ForwarderDomains>());
        services.AddScoped<RequestNodes>().AddScoped<SignatureCheck>().AddScoped<SignerNonces>().AddScoped<GaslessIntake>().AddScoped<SigningRequests>();
        services.AddSingleton<Intake>();
        services.AddScoped<DailyLimit>().AddScoped<Acceptance>().AddScoped<DirectIntake>().AddScoped<BatchReader>();
        services.AddScoped<Simulator>().AddScoped<SimulationGate>();
        services.AddScoped<Cancellation>();
        services.AddSingleton<ReadingTurns>().AddScoped<TransactionReading>();
        services.AddScoped<TransactionList>().AddScoped<HashSearch>();
        services.AddScoped<UnresolvedList>();
        services.AddScoped<DeliveryLog>();
        services.AddScoped<PoolReading>().AddScoped<RelayerOrders>();
        services.AddSingleton<OperationOrders>();
        services.AddScoped<OperationsLook>().AddSingleton<OperationsFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<OperationsFeed>());
        services.AddSingleton<StatusWatches>().AddSingleton<StatusWait>().AddSingleton<TimelineStream>();
        services.AddHostedService(provider => provider.GetRequiredService<StatusWatches>());
        builder.AddFacades();
        services.AddDocumentation();
        // What is answered is numbers, and documented so.
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(30),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = ProblemResult.Unavailable.ExecuteAsync,
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        return builder;
    }

    /// <summary>Maps the API's routes.</summary>
    public static WebApplication MapMsqApi(this WebApplication app)
    {
        app.UseProblems();
        app.UseRequestTimeouts();
        var api = app.MapGroup("/api/v1");
        // One for all: they share the database's connections.
        var intake = app.Services.GetRequiredService<Intake>();
        api.MapRelay(intake);
        api.MapGasless(intake);
        api.MapBatch(intake);
        api.MapSimulation(intake);
        api.MapList();
        api.MapStatus();
        api.MapEvents();
        api.MapCancel();
        api.MapOperations();
        api.MapOperationsFeed();
        api.MapErrorQueues();
        api.MapPool();
        api.MapCallbacks();
        api.MapOzRelayer();
        app.MapDefender();
        var webhook = app.Services.GetRequiredService<OzRelayerWebhook>();
        api.MapPost("/webhooks/oz-relayer", webhook.ReceiveAsync)
            .WithName("OzRelayerWebhook").WithTags("Webhooks").WithSummary("Takes in OZ Relayer's signed webhooks")
            .WithDescription("They are hints: what they say is looked up. Events and ids that are not known are taken, and forgotten.")
            .Produces(StatusCodes.Status200OK).ProducesProblems(400, 401, 413, 500, 503)
            .AddOpenApiOperationTransformer(WebhookDocumentation.DescribeAsync);
        var monitor = app.Services.GetRequiredService<OzMonitorWebhook>();
        api.MapPost("/webhooks/oz-monitor", monitor.ReceiveAsync)
            .WithName("OzMonitorWebhook").WithTags("Webhooks").WithSummary("Takes in OZ Monitor's signed webhooks")
            .WithDescription("They are a second opinion: they are shown and counted, and nothing is decided by them.")
            .Produces(StatusCodes.Status200OK).ProducesProblems(400, 401, 404, 413, 500, 503)
            .AddOpenApiOperationTransformer(WebhookDocumentation.DescribeMonitorAsync);
        app.MapDocumentation();
        app.MapOperationsPage();
        return app;
    }
}
