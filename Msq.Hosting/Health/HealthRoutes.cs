using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Msq.Hosting.Health;

/// <summary><c>/health/live</c>: the process runs. <c>/health/ready</c> and <c>/health</c>: it can do its work; needs no key.</summary>
public static class HealthRoutes
{
    /// <summary>Maps the health endpoints at the root and under the API's base.</summary>
    public static void MapMsqHealth(this IEndpointRouteBuilder routes)
    {
        foreach (var root in new[] { "", "/api/v1" })
        {
            routes.MapHealthChecks($"{root}/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
            routes.MapHealthChecks($"{root}/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync });
            routes.MapHealthChecks($"{root}/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        }
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = Word(report.Status),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => Word(entry.Value.Status)),
    });

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
