using System.Globalization;
using System.Net;
using Msq.Local.DevRelayer.Faults;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Http;

/// <summary>The web application: the layers around the handlers, from the outside in, as the original has them.</summary>
internal static class DevRelayerApp
{
    public const string Notice =
        "for development only. It imitates the HTTP API of OpenZeppelin Relayer 1.3.0; it is not that program and holds test keys.";

    public static WebApplicationBuilder CreateBuilder(DevRelayerOptions options)
    {
        // Empty: neither the environment's URLs nor the embedding program's settings reach this listener.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(DevRelayerApp).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The original keeps an idle connection for five seconds: clients that reuse it later lose answers.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(5);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Parse(options.Host), options.Port);
        });
        builder.Services.AddRoutingCore().AddResponseCompression();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<RelayerApi>().AddSingleton<TransactionApi>().AddSingleton<SignApi>().AddSingleton<RpcApi>();
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder, DevRelayerOptions options)
    {
        var app = builder.Build();
        app.UseResponseCompression();
        app.Use(Banner);
        if (options.Faults is { } clock) app.Use((context, next) => Date(clock, context, next));
        if (options.RateLimit is { } limit) app.UseMiddleware<RateLimit>(limit);
        app.Use(RequestId);
        app.UseMiddleware<BearerKey>();
        app.UseMiddleware<Refusals>();
        app.UseRouting();
        var routes = app.MapGroup("/api/v1");
        app.Services.GetRequiredService<RelayerApi>().Map(routes);
        app.Services.GetRequiredService<TransactionApi>().Map(routes);
        app.Services.GetRequiredService<SignApi>().Map(routes);
        app.Services.GetRequiredService<RpcApi>().Map(routes);
        if (options.Faults is { } faults) new FaultApi(faults, app.Services.GetRequiredService<RowStore>()).Map(routes);
        return app;
    }

    private static Task Banner(HttpContext context, RequestDelegate next) =>
        context.Request.Path == "/" ? context.Response.WriteAsync($"Msq development relayer: {Notice}\n") : next(context);

    private static Task Date(FaultBoard faults, HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.Date = faults.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        return next(context);
    }

    private static Task RequestId(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers["x-request-id"].ToString();
        context.Response.Headers["x-request-id"] = given.Length > 0 ? given : RandomIds.Next();
        return next(context);
    }
}
