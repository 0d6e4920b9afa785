using MassTransit;
using Msq.Contracts.Messages;
using Msq.Dispatcher.Enquiries;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Hosting.Telemetry;
using Msq.Storage.Attempts;

namespace Msq.Dispatcher.Dispatch;

/// <summary>
/// Claims an attempt, POSTs it, reports the outcome. Whoever does not win the claim does nothing, so the message may come as often as it likes. Nothing
/// between the claim and the report listens to the message's cancellation: a shutdown waits for them.
/// </summary>
internal sealed class DispatchConsumer(
    AttemptClaims claims, AttemptSearch search, OzRelayerClient client, OutcomeReport report, PostsUnderWay posts, PoolFile pools, TimeProvider time,
    ILogger<DispatchConsumer> logger) : IConsumer<DispatchTransaction>
{
    public async Task Consume(ConsumeContext<DispatchTransaction> context)
    {
        var message = context.Message;
        using var scope = logger.About(message.TransactionId);
        if (pools.Relayer(message.Relayer) is not { } relayer)
        {
            logger.LogWarning("Attempt {Attempt} of {TransactionId} is for {Relayer}, which is not in the pool file", message.Attempt, message.TransactionId, message.Relayer);
            return;
        }

        using var post = posts.TryBegin();
        if (post is null)
        {
            // This process ends and takes nothing from the queue any more: another one gets it there.
            var queue = await context.GetSendEndpoint(Queues.Address(message.Relayer));
            await queue.Send(message, CancellationToken.None);
            return;
        }

        if ((context.ReceiveContext.Redelivered || message.IsRepeat) && !await IsUntakenAsync(context, relayer))
            return;

        var pool = pools.PoolOf(relayer.Id)!;
        var deadline = PostDeadline.Begin(time, pool.Settle);
        if (await TryClaimAsync(message, deadline) is not { } attempt)
            return;

        // Claimed and not to be POSTed any more: nobody else may, so it certainly never will be.
        await report.SendAsync(context, deadline.IsOver
            ? new PostOutcome.NotTaken("the claim took too long, nothing was sent")
            : await PostAsync(relayer, pool, attempt, deadline));
    }

    private async Task<PostOutcome> PostAsync(Relayer relayer, Pool pool, Attempt attempt, PostDeadline deadline)
    {
        var began = time.GetTimestamp();
        var outcome = await client.PostAsync(relayer, pool.ChainId, attempt.Body, deadline);
        DispatchMeasures.Time(pool.Name, relayer.Id, time.GetElapsedTime(began));
        return outcome;
    }

    // A message that comes again is looked up first: should the claim of a former delivery be lost, the relayer still has its POST.
    private async Task<bool> IsUntakenAsync(ConsumeContext<DispatchTransaction> context, Relayer relayer)
    {
        var message = context.Message;
        if (await claims.FindAsync(message.TransactionId, message.Attempt, context.CancellationToken) is not { } open)
            return false;
        if (open.IsClaimed && !context.ReceiveContext.Redelivered)
            return false;
        try
        {
            var (found, _) = await search.LookAsync(relayer, open.Attempt, context.CancellationToken);
            if (found is null)
                return !open.IsClaimed;
            await report.SendAsync(context, new PostOutcome.Accepted(found), isFound: true);
        }
        catch (RelayerUnavailableException exception)
        {
            logger.LogWarning("Attempt {Attempt} of {TransactionId} came again and is left alone: {Reason}", message.Attempt, message.TransactionId, exception.Message);
        }

        return false;
    }

    private async Task<Attempt?> TryClaimAsync(DispatchTransaction message, PostDeadline deadline)
    {
        try
        {
            using var limit = new CancellationTokenSource(deadline.Left);
            return await claims.TryClaimAsync(message.TransactionId, message.Attempt, limit.Token);
        }
        catch (Exception exception)
        {
            // The claim may have taken effect although its answer was lost: not mine. The sweep finds it either way.
            logger.LogWarning("The claim of attempt {Attempt} of {TransactionId} failed: {Reason}", message.Attempt, message.TransactionId, exception.Message);
            return null;
        }
    }
}
