using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Msq.Sdk.AspNetCore;

/// <summary>Takes Msq's callbacks in an application.</summary>
public static class MsqCallbackRegistration
{
    // Msq's events are a few kilobytes.
    private const long LongestBody = 256 * 1024;

    /// <summary>Adds what checks callbacks. Options that are wrong stop the host at its start.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets <see cref="MsqCallbackOptions.Secrets"/>.</param>
    public static IServiceCollection AddMsqCallbacks(this IServiceCollection services, Action<MsqCallbackOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MsqCallbackOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MsqCallbackOptions>, MsqCallbackOptions.Validator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            new CallbackVerifier(provider.GetRequiredService<IOptions<MsqCallbackOptions>>().Value.Secrets, provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Maps where Msq sends its callbacks to. Needs <see cref="AddMsqCallbacks"/>.</summary>
    /// <param name="routes">The application's routes.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="handler">Given only what Msq signed lately. An event may come more than once; when the handler throws, it comes again.</param>
    public static IEndpointConventionBuilder MapMsqCallbacks(this IEndpointRouteBuilder routes, string pattern, Func<MsqCallback, HttpContext, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(handler);
        return routes.MapPost(pattern, async context => await (await TakeAsync(context, handler)).ExecuteAsync(context));
    }

    private static async Task<IResult> TakeAsync(HttpContext context, Func<MsqCallback, HttpContext, Task> handler)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LongestBody;
        using var body = new MemoryStream();
        MsqCallback callback;
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var headers = context.Request.Headers;
            callback = context.RequestServices.GetRequiredService<CallbackVerifier>().Read(
                headers[CallbackVerifier.IdHeader], headers[CallbackVerifier.TimestampHeader], headers[CallbackVerifier.SignatureHeader], body.GetBuffer().AsSpan(0, (int)body.Length));
        }
        catch (BadHttpRequestException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: exception.StatusCode);
        }
        catch (CallbackException exception)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(MsqCallbackRegistration)).LogWarning("Refused a callback: {Reason}", exception.Message);
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status401Unauthorized);
        }

        await handler(callback, context);
        return TypedResults.NoContent();
    }
}
