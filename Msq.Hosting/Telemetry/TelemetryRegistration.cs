using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Msq.Hosting.Settings;
using Msq.Storage;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Msq.Hosting.Telemetry;

/// <summary>What a process shows of its work: metrics at <c>/metrics</c>, traces to whoever collects them, and its log.</summary>
public static class TelemetryRegistration
{
    /// <summary>Adds metrics, and with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> the export of traces and metrics. A receiver that is away is never waited for.</summary>
    /// <exception cref="InvalidOperationException"><c>OTEL_TRACES_SAMPLER_ARG</c> is no number from 0 to 1.</exception>
    internal static void AddMsqTelemetry(this WebApplicationBuilder builder)
    {
        var exports = ProcessSettings.OtlpEndpoint.ReadFrom(builder.Configuration) is { Length: > 0 };
        builder.Services.AddSingleton<BuildInfo>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName, serviceVersion: BuildInfo.Version, serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(MsqTelemetry.Name, "MassTransit", "MySqlConnector", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime");
                // In milliseconds, with buckets that end at ten seconds: a message may have waited for minutes.
                metrics.AddView("messaging.masstransit.*.duration", new ExplicitBucketHistogramConfiguration { Boundaries = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10000, 60000, 300000] });
                metrics.AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 1000);
                if (exports)
                    metrics.AddOtlpExporter();
            });
        if (!exports)
            return;

        var ratio = SampleRatio(ProcessSettings.TracesRatio.ReadFrom(builder.Configuration));
        telemetry.WithTracing(tracing => tracing
            .SetSampler(new RequestSampler(ratio))
            .AddSource(MsqTelemetry.Name, "MassTransit")
            .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsLookedAtByMachines(context.Request.Path))
            .AddHttpClientInstrumentation()
            .AddOtlpExporter());
    }

    /// <summary>Maps <c>/metrics</c>: Prometheus' text, at the root, without a key.</summary>
    public static void MapMsqMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<BuildInfo>();
        app.MapPrometheusScrapingEndpoint("/metrics").ExcludeFromDescription();
    }

    /// <summary>In production the log is JSON, a line per entry, with its scopes: the transaction's id, and the ids of trace and span.</summary>
    internal static WebApplicationBuilder AddProductionLog(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsProduction() && ProcessSettings.LogFormatter.ReadFrom(builder.Configuration) is null)
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        return builder;
    }

    private static bool IsLookedAtByMachines(PathString path) => path.StartsWithSegments("/metrics") || path.StartsWithSegments("/health") || path.StartsWithSegments("/api/v1/health");

    private static double SampleRatio(string? text)
    {
        if (text is null)
            return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new InvalidOperationException($"{ProcessSettings.TracesRatio.Key} is '{text}', must be a number from 0 to 1: the part of the requests that is traced.");
    }
}
