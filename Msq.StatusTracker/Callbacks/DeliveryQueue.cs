using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Callbacks;
using Msq.Storage.Commits;

namespace Msq.StatusTracker.Callbacks;

/// <summary>
/// The deliveries as a queue that several trackers share. Who takes one puts it off first, for longer than an attempt may take: if its sender dies, it comes back by itself. An event is taken only when
/// no earlier one of its transaction waits for the same endpoint.
/// </summary>
internal sealed class DeliveryQueue(MsqDbContext db, TimeProvider time)
{
    /// <summary>How long a sender has: an attempt, and what it takes to begin it and to write down its outcome.</summary>
    public static readonly TimeSpan Lease = CallbackSender.Limit * 3;

    private const int LongestError = 255;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Where something is due.</summary>
    public async Task<IReadOnlyList<Lane>> DueAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        return await db.CallbackDeliveries.GroupBy(x => new { x.Client, x.Endpoint, x.Host }).Where(lane => lane.Min(x => x.NextAt) <= now)
            .Select(lane => new Lane(lane.Key.Client, lane.Key.Endpoint, lane.Key.Host)).ToListAsync(cancellationToken);
    }

    /// <summary>Takes up to <paramref name="most"/> deliveries that are due there, and leaves to others what they hold.</summary>
    public async Task<TakenDeliveries> TakeAsync(Lane lane, int most, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var now = Now;
        await using var transaction = await db.BeginAsync(cancellationToken);
        var due = await db.CallbackDeliveries
            .FromSqlRaw(
                $"SELECT * FROM callback_deliveries WHERE client = {{0}} AND endpoint = {{1}} AND host = {{2}} AND next_at <= {{3}} ORDER BY next_at LIMIT {most} {db.Dialect.ForUpdateSkipLocked}",
                lane.Client, lane.Endpoint, lane.Host, now)
            .ToListAsync(cancellationToken);
        if (due.Count == 0)
            return TakenDeliveries.None;

        var heads = await HeadsAsync(lane, due, cancellationToken);
        var taken = new List<CallbackDelivery>();
        foreach (var delivery in due)
        {
            if (delivery.TransactionId is { } id && heads[id] is var head && head.Number < delivery.Number)
            {
                // It goes with the one before it, or when that one is tried again.
                delivery.NextAt = head.NextAt > now ? head.NextAt : now + Lease;
                continue;
            }

            delivery.NextAt = now + Lease;
            delivery.Attempts++;
            taken.Add(delivery);
        }

        var disabled = await db.DisabledCallbacks.Where(x => x.Client == lane.Client && x.Endpoint == lane.Endpoint).Select(x => x.Url).ToListAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TakenDeliveries(taken, disabled);
    }

    /// <summary>Writes down what came of an attempt.</summary>
    /// <returns>The transaction's next event for the endpoint, taken; null when there is none to be sent now.</returns>
    public async Task<CallbackDelivery?> SettleAsync(CallbackDelivery delivery, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var now = Now;
        if (outcome.Error is null)
            return await CloseAsync(delivery, DeliveryState.Delivered, outcome, now, cancellationToken);
        if (DeliverySchedule.WaitAfter(delivery.Attempts, now - delivery.Since, outcome.RetryAfter) is not { } wait)
            return await CloseAsync(delivery, DeliveryState.Failed, outcome, now, cancellationToken);

        var next = now + wait;
        var isOurs = await Mine(delivery).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.NextAt, next).SetProperty(row => row.LastAttemptAt, now)
                .SetProperty(row => row.LastAnswer, outcome.Answer).SetProperty(row => row.LastError, Clip(outcome.Error)),
            cancellationToken);
        if (isOurs == 1)
            DeliveryMeasures.Record(delivery, DeliveryMeasures.Retried, now);
        // What comes after it in its transaction waits with it.
        if (isOurs == 1 && delivery.TransactionId is not null)
            await Waiting(delivery).Where(x => x.Number > delivery.Number && x.NextAt < next).ExecuteUpdateAsync(x => x.SetProperty(row => row.NextAt, next), cancellationToken);
        return null;
    }

    /// <summary>Gives a delivery up.</summary>
    /// <returns>As <see cref="SettleAsync"/>.</returns>
    public Task<CallbackDelivery?> GiveUpAsync(CallbackDelivery delivery, string reason, CancellationToken cancellationToken) =>
        CloseAsync(delivery, DeliveryState.Failed, DeliveryOutcome.Failed(reason), Now, cancellationToken);

    /// <summary>Sends nothing to an address any more, and keeps back what was to be sent there.</summary>
    public async Task DisableAsync(CallbackDelivery delivery, string url, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var now = Now;
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(
            $"INSERT {(db.Dialect.IsMySql ? "IGNORE" : "OR IGNORE")} INTO disabled_callbacks (client, endpoint, url, since) VALUES ({{0}}, {{1}}, {{2}}, {{3}})",
            [delivery.Client, delivery.Endpoint, url, now], cancellationToken);
        var isOurs = await Mine(delivery).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.LastAttemptAt, now).SetProperty(row => row.LastAnswer, outcome.Answer).SetProperty(row => row.LastError, outcome.Error), cancellationToken);
        await HoldAsync(delivery, url, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (isOurs == 1)
            DeliveryMeasures.Record(delivery, DeliveryMeasures.Gone, now);
    }

    /// <summary>Keeps back what was to be sent to the address of a delivery, if it is disabled still.</summary>
    public Task HoldAsync(CallbackDelivery delivery, string url, CancellationToken cancellationToken) => db.CallbackDeliveries
        .Where(x => x.Client == delivery.Client && x.Endpoint == delivery.Endpoint && x.Url == delivery.Url && x.NextAt != null)
        .Where(x => db.DisabledCallbacks.Any(disabled => disabled.Client == x.Client && disabled.Endpoint == x.Endpoint && disabled.Url == url))
        .ExecuteUpdateAsync(x => x.SetProperty(row => row.State, DeliveryState.Held).SetProperty(row => row.NextAt, (DateTime?)null), cancellationToken);

    private async Task<Dictionary<Guid, Head>> HeadsAsync(Lane lane, List<CallbackDelivery> due, CancellationToken cancellationToken)
    {
        var ids = due.Select(x => x.TransactionId).Where(id => id is not null).Distinct().ToList();
        var waiting = await db.CallbackDeliveries.AsNoTracking()
            .Where(x => ids.Contains(x.TransactionId) && x.Endpoint == lane.Endpoint && x.NextAt != null)
            .Select(x => new Head(x.TransactionId!.Value, x.Number, x.NextAt!.Value)).ToListAsync(cancellationToken);
        return waiting.GroupBy(x => x.TransactionId).ToDictionary(same => same.Key, same => same.MinBy(x => x.Number)!);
    }

    private async Task<CallbackDelivery?> CloseAsync(CallbackDelivery delivery, string state, DeliveryOutcome outcome, DateTime now, CancellationToken cancellationToken)
    {
        var isOurs = await Mine(delivery).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.State, state).SetProperty(row => row.NextAt, (DateTime?)null).SetProperty(row => row.LastAttemptAt, now)
                .SetProperty(row => row.LastAnswer, outcome.Answer).SetProperty(row => row.LastError, Clip(outcome.Error)),
            cancellationToken);
        if (isOurs == 1)
            DeliveryMeasures.Record(delivery, state, now);
        if (isOurs == 0 || delivery.TransactionId is null)
            return null;

        var next = await Waiting(delivery).AsNoTracking().OrderBy(x => x.Number).FirstOrDefaultAsync(cancellationToken);
        // One that was tried before may be under way: it is left to its time.
        if (next is null || (next.Attempts > 0 && next.NextAt > now))
            return null;
        var isTaken = await Mine(next).Where(x => x.NextAt != null).ExecuteUpdateAsync(
            x => x.SetProperty(row => row.NextAt, now + Lease).SetProperty(row => row.Attempts, row => row.Attempts + 1), cancellationToken);
        next.Attempts++;
        return isTaken == 1 ? next : null;
    }

    // Only while nobody has taken it since: a sender that was held up for too long has nothing more to say.
    private IQueryable<CallbackDelivery> Mine(CallbackDelivery delivery) => db.CallbackDeliveries.Where(x => x.Id == delivery.Id && x.Attempts == delivery.Attempts);

    private IQueryable<CallbackDelivery> Waiting(CallbackDelivery delivery) =>
        db.CallbackDeliveries.Where(x => x.TransactionId == delivery.TransactionId && x.Endpoint == delivery.Endpoint && x.NextAt != null);

    private static string? Clip(string? text) => text?.Length > LongestError ? text[..LongestError] : text;

    private sealed record Head(Guid TransactionId, int Number, DateTime NextAt);
}

/// <summary>What does not wait for one another's receivers.</summary>
/// <param name="Client">Whose endpoint it is.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Host">A host of it, with the port.</param>
internal sealed record Lane(string Client, string Endpoint, string Host);

/// <summary>What was taken.</summary>
/// <param name="Deliveries">One of each transaction at most.</param>
/// <param name="Disabled">Addresses of the endpoint that nothing is sent to.</param>
internal sealed record TakenDeliveries(IReadOnlyList<CallbackDelivery> Deliveries, IReadOnlyList<string> Disabled)
{
    public static TakenDeliveries None { get; } = new([], []);
}
