using Microsoft.EntityFrameworkCore;

namespace Msq.Storage.Callbacks;

/// <summary>Has an address used again that had said that it is gone.</summary>
public static class CallbackRelease
{
    /// <summary>Forgets that the address is disabled, and has what was held back for it sent, its schedule begun anew. Changes nothing where it is not disabled.</summary>
    /// <param name="db">The database.</param>
    /// <param name="client">Whose it is.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="url">The address.</param>
    /// <param name="isOwn">Whether it is the endpoint's own address, and not one that transactions bring with them.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="cancellationToken">Stops between the two.</param>
    /// <returns>How many deliveries were held back.</returns>
    public static async Task<int> ReleaseAsync(
        this MsqDbContext db, string client, string endpoint, string url, bool isOwn, DateTime now, CancellationToken cancellationToken)
    {
        if (await db.DisabledCallbacks.Where(x => x.Client == client && x.Endpoint == endpoint && x.Url == url).ExecuteDeleteAsync(cancellationToken) == 0)
            return 0;
        var address = isOwn ? null : url;
        return await db.CallbackDeliveries
            .Where(x => x.Client == client && x.State == DeliveryState.Held && x.Endpoint == endpoint && x.Url == address)
            .ExecuteUpdateAsync(
                x => x.SetProperty(row => row.State, DeliveryState.Pending).SetProperty(row => row.NextAt, now).SetProperty(row => row.Since, now).SetProperty(row => row.Attempts, 0),
                cancellationToken);
    }
}
