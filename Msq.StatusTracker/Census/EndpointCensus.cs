using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Clients;
using Msq.Storage;
using Msq.Storage.Callbacks;

namespace Msq.StatusTracker.Census;

/// <summary>Counts what waits for each endpoint of the clients file.</summary>
internal static class EndpointCensus
{
    public static async Task<IReadOnlyList<EndpointFigures>> TakeAsync(MsqDbContext db, ClientFile file, DateTime now, CancellationToken cancellationToken)
    {
        var endpoints = file.Clients.SelectMany(client => client.Callbacks, (client, endpoint) => (Client: client.Name, Endpoint: endpoint.Name)).ToList();
        // By client and state there is an index: what was delivered long ago is not read.
        var clients = endpoints.Select(endpoint => endpoint.Client).Distinct().ToList();
        var waiting = await db.CallbackDeliveries.AsNoTracking().Where(x => clients.Contains(x.Client) && x.State == DeliveryState.Pending)
            .GroupBy(x => new { x.Client, x.Endpoint })
            .Select(group => new { group.Key.Client, group.Key.Endpoint, Count = group.Count(), Oldest = group.Min(x => x.CreatedAt) })
            .ToListAsync(cancellationToken);
        var disabled = await db.DisabledCallbacks.AsNoTracking().Select(x => new { x.Client, x.Endpoint }).ToListAsync(cancellationToken);
        return
        [
            .. from endpoint in endpoints
               let found = waiting.Find(x => x.Client == endpoint.Client && x.Endpoint == endpoint.Endpoint)
               select new EndpointFigures(
                   endpoint.Client, endpoint.Endpoint, found?.Count ?? 0, found?.Oldest ?? now, disabled.Count(x => x.Client == endpoint.Client && x.Endpoint == endpoint.Endpoint)),
        ];
    }
}
