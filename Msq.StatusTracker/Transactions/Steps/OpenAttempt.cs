using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Pools;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Transactions.Steps;

/// <summary>
/// Opens the next attempt: writes down the exact POST body, and sends the relayer's queue word of it after the commit.
/// </summary>
internal sealed class OpenAttempt(PoolFile pools, GasOffset offset) : Step
{
    protected override async Task TakeAsync(BehaviorContext<Transaction> context)
    {
        var saga = context.Saga;
        var now = context.UtcNow();
        var validity = pools.Pool(saga.Pool)?.Validity ?? TimeSpan.FromHours(2);
        // A fifth more than the node estimated: state may change until it is mined. Of what it has left a call passes on 63 in 64 at most (EIP-150), and what its
        // signer's call does then may take all that the signer asked for.
        var estimated = (saga.GasEstimate * 6 / 5) + ((saga.ForwardGas ?? 0) * 64 / 63);
        var gasLimit = (saga.GasLimit ?? Math.Min(estimated!.Value, saga.MaxGas ?? ulong.MaxValue)) + offset.Next();

        saga.Attempt = saga.Attempt == 0 ? 1 : (await context.AttemptsAsync()).Max(attempt => attempt.Number) + 1;
        saga.ClaimedAt = null;
        saga.RelayerTransactionId = null;
        saga.Nonce = null;
        saga.Rehash(null);
        saga.RawTransaction = null;
        saga.MinedHash = null;
        saga.GivenUpAt = null;
        saga.CancelTakenAt = null;
        saga.Unresolved = null;
        saga.Attempts.Add(new Attempt
        {
            Number = saga.Attempt,
            Relayer = saga.Relayer!,
            From = saga.From!,
            GasLimit = gasLimit,
            Body = AttemptBody.Write(saga, gasLimit, saga.ValidUntil ?? now + validity),
            Identity = AttemptIdentity.Compute(saga.ChainId, saga.From!, saga.To, saga.Value, saga.Data, gasLimit),
            OpenedAt = now,
        });
        context.Raise(TransactionStatus.Dispatching, "attempt_opened", $"attempt {saga.Attempt} on {saga.Relayer}");
        await context.SendToAsync(saga.Relayer!, new DispatchTransaction(saga.CorrelationId, saga.Attempt, saga.Relayer!));
    }
}
