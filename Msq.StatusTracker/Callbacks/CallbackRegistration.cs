using Msq.Hosting.Clients;

namespace Msq.StatusTracker.Callbacks;

/// <summary>Puts the delivery of callbacks into a process.</summary>
public static class CallbackRegistration
{
    /// <summary>Adds it, after <see cref="Hosting.MsqProcess.AddMsqProcess"/>.</summary>
    public static WebApplicationBuilder AddCallbackDelivery(this WebApplicationBuilder builder)
    {
        builder.AddClients();
        builder.Services.AddSingleton<CallbackConnections>().AddSingleton<CallbackSender>();
        builder.Services.AddScoped<DeliveryQueue>().AddScoped<DeliveryTrace>().AddScoped<Courier>().AddScoped<MovedEndpoints>();
        builder.Services.AddHostedService<DeliveryLoop>();
        return builder;
    }
}
