using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Batching;
using Msq.StatusTracker.Census;
using Msq.Storage.Attempts;
using Msq.Storage.Chain;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>Reads what the chain has of the transaction, and brings the row in line with it.</summary>
internal sealed class FollowEvidence(PoolFile pools, ILogger<FollowEvidence> logger) : Step
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan DepthWait = TimeSpan.FromSeconds(15);

    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var standing = await FollowAsync(context);
        context.AddOrUpdatePayload(() => new Found(standing), _ => new Found(standing));
    }

    private async Task<ChainStanding> FollowAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var executing = await context.ExecutingAsync();
        if (executing.Count > 1)
        {
            Alarm.Raise(Alarm.ExecutedTwice);
            logger.LogCritical("Transaction {TransactionId} was executed {Count} times, last by {Hash}", saga.CorrelationId, executing.Count, executing[^1].Hash);
        }

        if (saga.EndProof == EndProof.Chain)
            return ChainStanding.Nothing;
        var carried = await CarriedEvidence.FindAsync(context.Database(), saga, context.CancellationToken);
        if (carried is null && executing.Count == 0 && saga.CurrentState == nameof(TransactionStateMachine.Mined))
            return Reorged(context);

        var evidence = carried?.Evidence ?? (executing.Count > 0 ? executing[0] : await TakerAsync(context));
        if (evidence is null)
            return ChainStanding.Nothing;
        var height = await context.HeightAsync();
        var depth = pools.Pool(saga.Pool)?.Confirmations ?? int.MaxValue;
        var confirmations = Confirmations(height, evidence);
        if (carried is not null)
            return Executed(context, Carry(saga, carried), confirmations, depth);
        if (executing.Count > 0)
            return Executed(context, new Execution(evidence, evidence.Succeeded, evidence.RevertReason), confirmations, depth);
        return confirmations >= depth ? await DisprovenAsync(context, evidence) : ChainStanding.Nothing;
    }

    // What took the attempt's nonce: nobody's payload, or that of another transaction, after a relayer gave the nonce out twice.
    // Without an owner it may still turn out to be this attempt's own.
    private static Task<ChainTransaction?> TakerAsync(BehaviorContext<Transaction> context) => context.Saga is not { Nonce: not null, CarrierId: null } saga
        ? Task.FromResult<ChainTransaction?>(null)
        : context.Database().ChainTransactions.AsNoTracking().SingleOrDefaultAsync(
            x => x.ChainId == saga.ChainId && x.From == saga.From && x.Nonce == saga.Nonce && x.TransactionId != null, context.CancellationToken);

    // Its own attempts, should there be any after it, found the signer's nonce used.
    private static Execution Carry(Transaction saga, CarriedExecution carried)
    {
        saga.CarrierId = carried.CarrierId;
        return new Execution(carried.Evidence, carried.Succeeded, carried.Succeeded ? null : "its call reverted; the others in its batch did not notice");
    }

    private ChainStanding Executed(BehaviorContext<Transaction> context, Execution execution, int confirmations, int depth)
    {
        var saga = context.Saga;
        var evidence = execution.Evidence;
        var news = saga.Hash != evidence.Hash || saga.BlockNumber != evidence.BlockNumber;
        saga.From = evidence.From;
        saga.Nonce = evidence.Nonce;
        // Bytes that a relayer reported for this very hash are as good as the block's.
        saga.RawTransaction = evidence.RawTransaction ?? (saga.Hash == evidence.Hash ? saga.RawTransaction : null);
        saga.Rehash(evidence.Hash);
        saga.BlockNumber = evidence.BlockNumber;
        saga.GasUsed = evidence.GasUsed;
        saga.EffectiveGasPrice = evidence.EffectiveGasPrice;
        saga.Unresolved = null;
        if (news || saga.Status != TransactionStatus.Mined)
            context.Raise(TransactionStatus.Mined, "mined", $"block {evidence.BlockNumber}, hash {evidence.Hash}");
        if (confirmations < depth)
        {
            context.WaitFor(DepthWait);
            return ChainStanding.Mined;
        }

        if (saga.CurrentState == nameof(TransactionStateMachine.Ended))
        {
            Alarm.Raise(Alarm.EndOverridden);
            logger.LogError("Transaction {TransactionId} had ended {Status} ({Proof}), but the chain executed it", saga.CorrelationId, saga.Status, saga.EndProof);
        }

        saga.Confirmations = confirmations;
        if (execution.Succeeded)
        {
            saga.ErrorCode = null;
            saga.ErrorMessage = null;
            saga.ConfirmedAt = context.UtcNow();
            context.End(TransactionStatus.Confirmed, EndProof.Chain, null, null);
        }
        else
        {
            saga.RevertReason = execution.Reason;
            if (SettleForward.IsOutOfTurn(saga, execution.Reason))
                context.End(TransactionStatus.Failed, EndProof.Chain, ErrorCode.AlreadyExecuted, "the signer's nonce had been used before it was mined");
            else
                context.End(TransactionStatus.Failed, EndProof.Chain, ErrorCode.Reverted, execution.Reason ?? "it reverted without a reason");
        }

        return ChainStanding.Ended;
    }

    private static ChainStanding Reorged(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        saga.BlockNumber = null;
        saga.GasUsed = null;
        saga.EffectiveGasPrice = null;
        saga.Sweeps = 0;
        // The one way back.
        context.Move(TransactionStatus.Submitted, "reorged", "the block that held it is no longer part of the chain");
        context.WaitFor(DepthWait);
        return ChainStanding.Reorged;
    }

    private static async Task<ChainStanding> DisprovenAsync(BehaviorContext<Transaction> context, ChainTransaction taker)
    {
        var saga = context.Saga;
        var words = $"another payload took nonce {taker.Nonce} in block {taker.BlockNumber}";
        await context.CloseAttemptAsync(AttemptOutcome.Dead, words);
        if (saga.CancelRequestedAt is not null)
            context.End(TransactionStatus.Canceled, EndProof.Chain, ErrorCode.Canceled, $"canceled by its client: {words}");
        else if (saga.ValidUntil <= context.UtcNow())
            context.End(TransactionStatus.Expired, EndProof.Chain, ErrorCode.ValidUntilPassed, words);
        else if (saga.Attempt >= MostAttempts)
            context.End(TransactionStatus.Failed, EndProof.Chain, ErrorCode.Replaced, words);
        else
        {
            context.Note("replaced", words);
            saga.RelayerTransactionId = null;
            saga.Nonce = null;
            saga.Rehash(null);
            saga.RawTransaction = null;
            return ChainStanding.Dead;
        }

        return ChainStanding.Ended;
    }

    private static int Confirmations(ulong height, ChainTransaction evidence) => height < evidence.BlockNumber ? 0 : (int)(height - evidence.BlockNumber + 1);
}

/// <summary>Where a transaction stands on the chain.</summary>
internal enum ChainStanding
{
    /// <summary>Nothing new.</summary>
    Nothing,

    /// <summary>A block holds it.</summary>
    Mined,

    /// <summary>The block that held it is gone.</summary>
    Reorged,

    /// <summary>Its nonce went to another payload for good: this attempt is dead.</summary>
    Dead,

    /// <summary>Over, by proof of the chain.</summary>
    Ended,
}

/// <summary>What a block says of a transaction.</summary>
/// <param name="Evidence">The transaction in the block.</param>
/// <param name="Succeeded">Whether its call did what it should.</param>
/// <param name="Reason">Why it did not, if that is known.</param>
internal sealed record Execution(ChainTransaction Evidence, bool Succeeded, string? Reason);

internal sealed record Found(ChainStanding Standing);

internal static class FoundStanding
{
    public static ChainStanding Standing(this PipeContext context) => context.TryGetPayload<Found>(out var found) ? found.Standing : ChainStanding.Nothing;
}
