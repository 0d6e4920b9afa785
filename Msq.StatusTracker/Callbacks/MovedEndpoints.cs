using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Callbacks;
using Msq.Storage;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Callbacks;

/// <summary>Has endpoints used again whose address said that it is gone, and which have another one by now.</summary>
internal sealed class MovedEndpoints(MsqDbContext db, CallbackTargets targets, TimeProvider time)
{
    /// <summary>Sends what was kept back to where they are now.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var old in await db.DisabledCallbacks.AsNoTracking().ToListAsync(cancellationToken))
        {
            if (targets.Endpoint(old.Client, old.Endpoint)?.Url is { } url && url.AbsoluteUri != old.Url)
                await db.ReleaseAsync(old.Client, old.Endpoint, old.Url, isOwn: true, time.GetUtcNow().UtcDateTime, cancellationToken);
        }
    }
}
