using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Bus;
using Msq.Hosting.Callbacks;
using Msq.Hosting.Telemetry;
using Msq.Storage;
using Msq.Storage.Attempts;
using Msq.Storage.Sagas;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions;

/// <summary>How a transaction's row changes: each change notes itself in the timeline.</summary>
internal static class TransactionChanges
{
    private const int LongestText = 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public static DateTime UtcNow(this BehaviorContext<Transaction> context) =>
        context.Service<TimeProvider>().GetUtcNow().UtcDateTime;

    public static T Service<T>(this PipeContext context) where T : notnull => context.GetPayload<IServiceProvider>().GetRequiredService<T>();

    /// <summary>Those that this step shares a commit with.</summary>
    public static StepGroup Group(this PipeContext context) => context.GetPayload<StepGroup>();

    /// <summary>The database, in the database transaction that this step shares with others.</summary>
    public static MsqDbContext Database(this PipeContext context) => context.Group().Database;

    /// <summary>Sends after the commit: the endpoint's outbox holds it until then.</summary>
    public static async Task SendToAsync<T>(this BehaviorContext<Transaction> context, string queue, T message) where T : class
    {
        var endpoint = await context.GetSendEndpoint(Queues.Address(queue));
        // It leaves after the commit, outside of the span that is under way now.
        await endpoint.Send(message, MessageTrace.Carry<T>(), context.CancellationToken);
    }

    public static string Clip(this string text) => text.Length <= LongestText ? text : text[..LongestText];

    public static void Note(this BehaviorContext<Transaction> context, string @event, string? detail)
    {
        var saga = context.Saga;
        saga.UpdatedAt = context.UtcNow();
        saga.Tell(saga.UpdatedAt, @event, detail?.Clip());
    }

    /// <summary>It has another hash now, or none: the one that it had is remembered, since somebody may wait for it.</summary>
    public static void Rehash(this Transaction saga, string? hash)
    {
        if (saga.Hash is { } former && former != hash)
            saga.SupersededHashes.Add(new SupersededHash { Hash = former });
        saga.Hash = hash;
    }

    /// <summary>Raises the status, and resets the back-off: something happened.</summary>
    public static void Raise(this BehaviorContext<Transaction> context, string status, string @event, string? detail)
    {
        context.Saga.Sweeps = 0;
        context.Move(TransactionStatus.Rises(context.Saga.Status, status) ? status : context.Saga.Status, @event, detail);
    }

    /// <summary>Gives it a status, and tells its client if that is news: whoever changes a status does it by this.</summary>
    public static void Move(this BehaviorContext<Transaction> context, string status, string @event, string? detail)
    {
        var isNews = context.Saga.Status != status;
        context.Saga.Status = status;
        context.Note(@event, detail);
        if (isNews)
            context.Service<CallbackOutbox>().Add(context.Database(), context.Saga);
    }

    /// <summary>Has the sweep come back after a wait, which doubles each time that it came for nothing.</summary>
    public static void WaitFor(this BehaviorContext<Transaction> context, TimeSpan wait)
    {
        var patient = wait * Math.Pow(2, Math.Min(context.Saga.Sweeps, 10));
        context.Saga.NextActionAt = context.UtcNow() + (patient < LongestWait ? patient : wait > LongestWait ? wait : LongestWait);
    }

    public static void End(this BehaviorContext<Transaction> context, string status, string proof, string? code, string? message)
    {
        var saga = context.Saga;
        saga.EndProof = proof;
        saga.ErrorCode = code ?? saga.ErrorCode;
        saga.ErrorMessage = message?.Clip() ?? saga.ErrorMessage;
        saga.Unresolved = null;
        saga.NextActionAt = null;
        context.Move(status, status, saga.ErrorMessage);
    }

    /// <summary>Writes down what came of the open attempt.</summary>
    public static async Task CloseAttemptAsync(this BehaviorContext<Transaction> context, string outcome, string? detail)
    {
        var saga = context.Saga;
        var attempt = await context.AttemptAsync(saga.Attempt);
        attempt.ClaimedAt = saga.ClaimedAt;
        attempt.Outcome = outcome;
        attempt.SettledAt = context.UtcNow();
        attempt.OutcomeDetail = detail?.Clip();
        // Only what certainly was never sent gives its identity back; anything else may still turn up.
        if (outcome is AttemptOutcome.NotTaken or AttemptOutcome.Refused or AttemptOutcome.Superseded)
            attempt.Identity = null;
    }

    /// <summary>An attempt of the transaction, by its number.</summary>
    public static async Task<Attempt> AttemptAsync(this BehaviorContext<Transaction> context, int number) =>
        (await context.AttemptsAsync()).Single(attempt => attempt.Number == number);

    /// <summary>The attempts that were stored before this step.</summary>
    public static async Task<IEnumerable<Attempt>> AttemptsAsync(this BehaviorContext<Transaction> context)
    {
        var stored = await context.Group().ShareAsync(async (db, ids) => new StoredAttempts(
            (await db.Attempts.Where(x => ids.Contains(x.TransactionId)).ToListAsync(context.CancellationToken)).ToLookup(x => x.TransactionId)));
        return stored.ByTransaction[context.Saga.CorrelationId];
    }

    private sealed record StoredAttempts(ILookup<Guid, Attempt> ByTransaction);
}
