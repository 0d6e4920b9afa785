using Microsoft.Extensions.Diagnostics.HealthChecks;
using Msq.Storage;

namespace Msq.Hosting.Health;

/// <summary>Whether the database answers: without it nothing can be accepted or decided.</summary>
internal sealed class DatabaseCheck(MsqDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the database does not answer");
}
