using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Msq.Sdk;

/// <summary>Puts an <see cref="MsqClient"/> into an application.</summary>
public static class MsqClientRegistration
{
    /// <summary>Adds <see cref="MsqClient"/>, over <see cref="IHttpClientFactory"/>. Options that are wrong stop the host at its start.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets at least <see cref="MsqClientOptions.BaseAddress"/> and <see cref="MsqClientOptions.ApiKey"/>.</param>
    /// <returns>The builder of its <see cref="HttpClient"/>, for handlers of one's own.</returns>
    public static IHttpClientBuilder AddMsqClient(this IServiceCollection services, Action<MsqClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MsqClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MsqClientOptions>, MsqClientOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHttpClient(nameof(MsqClient), http => http.Timeout = Timeout.InfiniteTimeSpan)
            // A client that a singleton keeps still follows the name to a new address.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddTypedClient((http, provider) =>
                new MsqClient(http, provider.GetRequiredService<IOptions<MsqClientOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
    }
}
