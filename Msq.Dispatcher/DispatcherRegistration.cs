using MassTransit;
using Msq.Dispatcher.Dispatch;
using Msq.Dispatcher.Enquiries;
using Msq.Dispatcher.OzRelayer;
using Msq.Dispatcher.Probes;
using Msq.Hosting;
using Msq.Hosting.Bus;

namespace Msq.Dispatcher;

/// <summary>Puts the dispatcher into a process: it owns the relayers.</summary>
public static class DispatcherRegistration
{
    private const long LargestAnswer = 16 * 1024 * 1024;

    /// <summary>Adds the dispatcher.</summary>
    public static WebApplicationBuilder AddMsqDispatcher(this WebApplicationBuilder builder)
    {
        builder.AddMsqProcess();
        var services = builder.Services;
        services.AddHttpClient<OzRelayerClient>(http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = LargestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(RelayerConnections.Create);
        services.AddScoped<AttemptSearch>().AddScoped<RelayerLook>();
        services.AddScoped(provider => new RelayerCheckup(provider.GetRequiredService<RelayerLook>(), provider.GetRequiredService<OzRelayerClient>()));
        services.AddSingleton<PostsUnderWay>();
        services.AddSingleton<OutcomeReport>();
        services.AddHostedService<RelayerQueues>();
        services.AddSingleton<RelayerProbe>().AddHostedService(provider => provider.GetRequiredService<RelayerProbe>());
        services.AddSingleton(new BusPart(bus =>
        {
            bus.AddConsumer<DispatchConsumer>().ExcludeFromConfigureEndpoints();
            bus.AddConsumer<AskRelayerConsumer, AskRelayerDefinition>();
            bus.AddConsumer<LookForAttemptConsumer, LookForAttemptDefinition>();
            bus.AddConsumer<SignConsumer, SignDefinition>();
            bus.AddConsumer<LookAtRelayerConsumer, LookAtRelayerDefinition>();
        }));
        return builder;
    }
}
