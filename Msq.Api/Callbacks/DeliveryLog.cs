using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Callbacks;
using Msq.Storage;
using Msq.Storage.Callbacks;
using Msq.Storage.Commits;

namespace Msq.Api.Callbacks;

/// <summary>Shows clients what they are told, and has it told again.</summary>
internal sealed class DeliveryLog(MsqDbContext db, CallbackTargets targets, TimeProvider time)
{
    /// <summary>A page, newest first.</summary>
    /// <param name="client">Whose; null = everybody's.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<DeliveryPage> ReadAsync(string? client, DeliveryFilter filter, CancellationToken cancellationToken)
    {
        // Ids are ordered by time, as the database compares their bytes.
        var rows = filter.Before is { } before
            ? db.CallbackDeliveries.FromSqlRaw("SELECT * FROM callback_deliveries WHERE id < {0}", before.ToByteArray(bigEndian: true))
            : db.CallbackDeliveries;
        var page = await rows.AsNoTracking()
            .Where(x => client == null || x.Client == client)
            .Where(x => filter.State == null || x.State == filter.State)
            .Where(x => filter.Transaction == null || x.TransactionId == filter.Transaction)
            .OrderByDescending(x => x.Id).Take(filter.Limit + 1).ToListAsync(cancellationToken);
        var disabled = await db.DisabledCallbacks.AsNoTracking().Where(x => client == null || x.Client == client)
            .OrderBy(x => x.Since).Take(filter.Limit).Select(x => new DisabledView(x.Client, x.Endpoint, x.Url, x.Since)).ToListAsync(cancellationToken);
        var items = page.Take(filter.Limit).Select(row => DeliveryView.Of(row, targets)).ToList();
        return new DeliveryPage(items, page.Count > filter.Limit ? items[^1].Id : null, disabled);
    }

    /// <summary>Has a delivery sent again, now, under the same event's id; if its address was disabled, it is used again.</summary>
    /// <param name="client">Whose; null = anybody's.</param>
    /// <param name="id">The delivery.</param>
    /// <param name="cancellationToken">Ends it; what was not committed is undone.</param>
    /// <returns>The delivery; null when there is none, and without an address when the clients file does not allow it any more: then nothing was changed.</returns>
    public async Task<DeliveryView?> ReplayAsync(string? client, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, id, cancellationToken) is not { } row)
            return null;
        if (targets.Of(row) is not { } target)
            return DeliveryView.Of(row, targets);

        var now = time.GetUtcNow().UtcDateTime;
        await using (var transaction = await db.BeginAsync(cancellationToken))
        {
            await db.ReleaseAsync(row.Client, row.Endpoint, target.Url.AbsoluteUri, target.IsOwn, now, cancellationToken);
            await db.CallbackDeliveries.Where(x => x.Id == id).ExecuteUpdateAsync(
                x => x.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.NextAt, now).SetProperty(d => d.Since, now).SetProperty(d => d.Attempts, 0), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return await FindAsync(client, id, cancellationToken) is { } replayed ? DeliveryView.Of(replayed, targets) : null;
    }

    /// <summary>Has a test event sent; if the address was disabled, it is used again.</summary>
    public async Task<DeliveryView> TestAsync(string client, CallbackTarget target, CancellationToken cancellationToken)
    {
        var now = Hosting.Rfc3339.ToMicroseconds(time.GetUtcNow().UtcDateTime);
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ReleaseAsync(client, target.Endpoint.Name, target.Url.AbsoluteUri, target.IsOwn, now, cancellationToken);
        var delivery = CallbackOutbox.AddTest(db, client, target, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return DeliveryView.Of(delivery, targets);
    }

    private Task<CallbackDelivery?> FindAsync(string? client, Guid id, CancellationToken cancellationToken) =>
        db.CallbackDeliveries.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id && (client == null || x.Client == client), cancellationToken);
}

/// <summary>Which deliveries are wanted.</summary>
/// <param name="State">Those that stand so; null = all.</param>
/// <param name="Transaction">Those of a transaction; null = all.</param>
/// <param name="Before">Those before this one: where the page before ended.</param>
/// <param name="Limit">The longest page.</param>
internal sealed record DeliveryFilter(string? State, Guid? Transaction, Guid? Before, int Limit);
