using System.Threading.RateLimiting;
using Msq.Api.Problems;

namespace Msq.Api.Relay;

/// <summary>
/// Lets a bounded number of submissions into the database at a time; the others wait here, in order. Without it a burst would wait for a database connection, and
/// after the two seconds that a connection may take it would be refused although the database is well.
/// </summary>
internal sealed class Intake : IEndpointFilter, IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = 16, QueueLimit = 10_000 });

    /// <summary>Waits for a place; it is held until it is disposed of. Not acquired: too many wait.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _limiter.AcquireAsync(cancellationToken: cancellationToken);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = await EnterAsync(context.HttpContext.RequestAborted);
        return lease.IsAcquired ? await next(context) : ProblemResult.Unavailable;
    }

    public void Dispose() => _limiter.Dispose();
}
