using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Rebroadcast;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// Takes nonce, hash and signed bytes from a report. Reports come late, twice and unordered: what they say of the status is not believed, but for one case.
/// A relayer that gave up before it signed (<c>failed</c> or <c>canceled</c> with neither nonce nor hash) is believed when it says so
/// again after the settle time.
/// </summary>
internal sealed class LearnFromReport(PoolFile pools) : Step
{
    private static readonly TimeSpan SilenceWait = TimeSpan.FromSeconds(10);

    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var report = ((BehaviorContext<Transaction, RelayerTransactionReported>)context).Message.Report;
        if (report.Id != saga.RelayerTransactionId)
            return;

        if (saga.CancelRequestedAt is not null && (report.IsNoop || report.Status == "canceled"))
            saga.CancelTakenAt ??= context.UtcNow();
        if (report is { Status: "failed" or "canceled", Nonce: null, Hash: null } && saga.Nonce is null)
        {
            await HearGivenUpAsync(context, report);
            return;
        }

        saga.GivenUpAt = null;
        saga.Unresolved = null;
        // What uses the nonce up is of interest only to those who wished for it: to others the relayer's word on that is not proof.
        if ((!report.IsNoop || RebroadcastRule.IsStopped(saga, context.UtcNow())) && report.Hash is not null && report.Hash != saga.Hash)
        {
            var first = saga.Hash is null;
            saga.Rehash(report.Hash);
            saga.RawTransaction = null;
            saga.Sweeps = 0;
            // Only for news: a relayer that says the same again and again must not put off the look at the chain.
            context.WaitFor(SilenceWait);
            context.Note(first ? "signed" : "signed_again", $"nonce {report.Nonce}, hash {report.Hash}");
        }

        saga.Nonce = report.Nonce ?? saga.Nonce;
        // The bytes belong to the hash.
        if (report.Hash == saga.Hash)
            saga.RawTransaction ??= report.RawTransaction;
        if (report is { Status: "mined" or "confirmed", IsNoop: false, Hash: not null })
            saga.MinedHash = report.Hash;
        // A row that its relayer lost sight of: OZ Relayer v1.3.0 leaves one without jobs behind when it answers 500. Dropped there, it is free for another attempt.
        if (report is { Status: "pending", Nonce: null } && saga is { Nonce: null, ClaimedAt: { } claimedAt } && context.UtcNow() - claimedAt > Settle(saga) * 1.5)
            await context.SendToAsync(
                Queues.Enquiries, new CancelAtRelayer(saga.CorrelationId, saga.Attempt, saga.Relayer!, saga.RelayerTransactionId!));
    }

    private TimeSpan Settle(Transaction saga) => pools.Pool(saga.Pool)?.Settle ?? TimeSpan.FromMinutes(2);

    private async Task HearGivenUpAsync(BehaviorContext<Transaction> context, RelayerReport report)
    {
        var saga = context.Saga;
        var settle = Settle(saga);
        var words = report.StatusReason ?? report.Status;
        if (saga.GivenUpAt is null)
        {
            saga.GivenUpAt = context.UtcNow();
            saga.Unresolved = $"the relayer gave it up, to be asked once more: {words}".Clip();
            context.Note("given_up", words);
        }

        if (context.UtcNow() - saga.GivenUpAt < settle)
        {
            saga.NextActionAt = saga.GivenUpAt + settle;
            return;
        }

        await context.CloseAttemptAsync(AttemptOutcome.Dead, words);
        saga.RelayerTransactionId = null;
        saga.Unresolved = null;
        // Cancelled at the client's wish or at ours: either way nothing has failed.
        if (report.Status == "canceled" || saga.CancelRequestedAt is not null)
            return;

        var shortOfFunds = words.Contains("insufficient", StringComparison.OrdinalIgnoreCase);
        // Another relayer may have the funds; each is asked once.
        if (shortOfFunds && saga.Attempt < (pools.Pool(saga.Pool)?.Relayers.Count ?? 1))
            return;

        saga.ErrorCode = shortOfFunds ? ErrorCode.InsufficientFunds : ErrorCode.RelayerFailed;
        saga.ErrorMessage = words.Clip();
    }
}
