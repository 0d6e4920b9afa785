using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// The relayer's id belongs to this attempt now, if it belongs to no other: an id is owned once. Only the claimer's 200 or an exact match gets here.
/// </summary>
internal sealed class RecordOwnership : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var message = ((BehaviorContext<Transaction, DispatchAccepted>)context).Message;
        // The unique index holds in any case: only who has met it needs to know whose the id is.
        if (context.GetRetryAttempt() > 0 && await IsOwnedElsewhereAsync(context, message))
            return;

        await context.CloseAttemptAsync(AttemptOutcome.Accepted, message.Found ? "found in the relayer's list" : null);
        (await context.AttemptAsync(saga.Attempt)).RelayerTransactionId = message.Report.Id;
        saga.RelayerTransactionId = message.Report.Id;
        saga.Unresolved = null;
        saga.Nonce ??= message.Report.Nonce;
        saga.Hash ??= message.Report.Hash;
        if (saga.Hash == message.Report.Hash)
            saga.RawTransaction ??= message.Report.RawTransaction;
        context.Raise(
            TransactionStatus.Submitted, message.Found ? "found" : "submitted", $"{message.Relayer} owns it as {message.Report.Id}");
    }

    private static Task<bool> IsOwnedElsewhereAsync(BehaviorContext<Transaction> context, DispatchAccepted message) => context.Database().Attempts.AnyAsync(
        x => x.Relayer == message.Relayer && x.RelayerTransactionId == message.Report.Id && x.TransactionId != context.Saga.CorrelationId, context.CancellationToken);
}
