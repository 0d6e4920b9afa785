using System.Data.Common;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Storage.Attempts;

namespace Msq.Dispatcher.Dispatch;

/// <summary>
/// Claims an attempt, POSTs it, reports the outcome. Whoever does not win the claim does nothing, so the message may come as often as it likes.
/// </summary>
internal sealed class DispatchConsumer(AttemptClaims claims, OzRelayerClient client, PoolFile pools, TimeProvider time, ILogger<DispatchConsumer> logger)
    : IConsumer<DispatchTransaction>
{
    private static readonly TimeSpan LongestPost = TimeSpan.FromSeconds(30);

    public async Task Consume(ConsumeContext<DispatchTransaction> context)
    {
        var message = context.Message;
        if (pools.Relayer(message.Relayer) is not { } relayer)
        {
            logger.LogWarning("Attempt {Attempt} of {TransactionId} is for {Relayer}, which is not in the pool file", message.Attempt, message.TransactionId, message.Relayer);
            return;
        }

        // Begun before the claim, and well before anybody starts to look for the attempt: after it no byte of a POST may be on its way.
        var pool = pools.Pools.First(pool => pool.Relayers.Contains(relayer));
        var deadline = new PostDeadline(time, pool.Settle / 2 < LongestPost ? pool.Settle / 2 : LongestPost);
        var attempt = await ClaimAsync(message, context.CancellationToken);
        if (attempt is null)
            return;

        // A claim that took long is a sign of a process that was held up.
        var outcome = deadline.Left < deadline.Span / 2
            ? new PostOutcome.NotTaken("the claim took too long, nothing was sent")
            : await client.PostAsync(relayer, pool.ChainId, attempt.Body, deadline);
        await ReportAsync(context, outcome);
    }

    private async Task<Attempt?> ClaimAsync(DispatchTransaction message, CancellationToken cancellationToken)
    {
        try
        {
            return await claims.TryClaimAsync(message.TransactionId, message.Attempt, cancellationToken);
        }
        catch (DbException exception)
        {
            // The claim may have taken effect although its answer was lost: not mine. The sweep finds it either way.
            logger.LogWarning("The claim of attempt {Attempt} of {TransactionId} failed: {Reason}", message.Attempt, message.TransactionId, exception.Message);
            return null;
        }
    }

    private async Task ReportAsync(ConsumeContext<DispatchTransaction> context, PostOutcome outcome)
    {
        var (id, attempt, relayer) = context.Message;
        logger.LogInformation("Attempt {Attempt} of {TransactionId} on {Relayer}: {Outcome}", attempt, id, relayer, outcome.GetType().Name);
        var saga = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
        // Not cancelled by a shutdown: the outcome is known here only.
        await (outcome switch
        {
            PostOutcome.Accepted accepted => saga.Send(new DispatchAccepted(id, attempt, relayer, accepted.Report, Found: false), CancellationToken.None),
            PostOutcome.Refused refused => saga.Send(new DispatchRefused(id, attempt, refused.Reason), CancellationToken.None),
            PostOutcome.NotTaken notTaken => saga.Send(new DispatchNotTaken(id, attempt, notTaken.Reason, notTaken.RetryAfter), CancellationToken.None),
            PostOutcome.InDoubt doubt => saga.Send(new DispatchInDoubt(id, attempt, doubt.Reason), CancellationToken.None),
            _ => throw new InvalidOperationException($"No outcome is called {outcome}."),
        });
    }
}
