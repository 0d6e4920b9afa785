using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Msq.Hosting.Pools;
using Msq.Hosting.Settings;
using Msq.Hosting.Telemetry;

namespace Msq.Hosting.Bus;

/// <summary>Connects a process to the broker.</summary>
public static class BusRegistration
{
    // What is asked over a connection that has ended unnoticed is asked again after this.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Adds the bus with the parts that the process's services have added before.</summary>
    /// <exception cref="InvalidOperationException"><c>ConnectionStrings:RabbitMq</c> is missing or no <c>amqp</c>, <c>amqps</c> or <c>loopback</c> address.</exception>
    public static WebApplicationBuilder AddMsqBus(this WebApplicationBuilder builder)
    {
        var address = Address(ProcessSettings.RabbitMq.ReadFrom(builder.Configuration));
        var parts = builder.Services.Select(service => service.ImplementationInstance).OfType<BusPart>().ToList();
        // What is being consumed when the process is told to end is consumed to its end; by default it would be cancelled at once.
        builder.Services.Configure<MassTransitHostOptions>(options => options.ConsumerStopTimeout = MsqProcess.LongestStop);
        builder.Services.AddSingleton(provider => new ErrorQueues(address, provider.GetRequiredService<PoolFile>()));
        builder.Services.AddMassTransit(bus =>
        {
            // What runs here is nobody else's business, and a closed network would log its failure for ever.
            bus.DisableUsageTelemetry();
            foreach (var part in parts)
                part.Register(bus);
            // The row is the outbox: a broker that is away delays, it does not make a process unfit.
            bus.ConfigureHealthCheckOptions(options => options.MinimalFailureStatus = HealthStatus.Degraded);
            if (address.Scheme == "loopback")
                bus.UsingInMemory((context, configurator) => Configure(context, configurator, parts));
            else
                bus.UsingRabbitMq((context, configurator) =>
                {
                    configurator.Host(address, host => host.ContinuationTimeout(AnswerLimit));
                    Outlive(configurator, context);
                    // A send that no queue takes must fail: the broker confirms it, and drops it.
                    configurator.ConfigureSend(pipe => pipe.UseExecute(send =>
                    {
                        if (send.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                            rabbit.Mandatory = rabbit.DestinationAddress?.Query.Contains("temporary", StringComparison.Ordinal) != true;
                    }));
                    Configure(context, configurator, parts);
                });
        });
        return builder;
    }

    // A connection that ends must not take its queues' consumers with it.
    private static void Outlive(IRabbitMqBusFactoryConfigurator configurator, IBusRegistrationContext context)
    {
        var time = context.GetRequiredService<TimeProvider>();
        var ends = new ConnectionEnds(time);
        configurator.UseFilter(new LostDeliveries(ends, context.GetRequiredService<ILogger<LostDeliveries>>()));
        configurator.ConnectEndpointConfigurationObserver(new WatchedEndpoints(new ConnectionWatch(ends, time)));
    }

    private static void Configure<T>(IBusRegistrationContext context, IBusFactoryConfigurator<T> configurator, IEnumerable<BusPart> parts) where T : IReceiveEndpointConfigurator
    {
        configurator.UseFilter(new MessageTrace());
        foreach (var part in parts)
            part.Connect?.Invoke(context, configurator);
        configurator.ConfigureEndpoints(context);
    }

    /// <summary>Reads the broker's address.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or no <c>amqp</c>, <c>amqps</c> or <c>loopback</c> address.</exception>
    public static Uri Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "amqp" or "amqps" or "loopback")
        ? address
        : throw new InvalidOperationException("ConnectionStrings:RabbitMq is missing or no address like amqp://user:password@host:5672/.");
}
