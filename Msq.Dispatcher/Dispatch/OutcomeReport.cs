using MassTransit;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Dispatch;

/// <summary>Tells the saga what came of an attempt. Only this process knows it, so it is told again until the broker has it.</summary>
internal sealed class OutcomeReport(PoolFile pools, TimeProvider time, ILogger<OutcomeReport> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Sends the outcome of the message's attempt.</summary>
    public async Task SendAsync(ConsumeContext<DispatchTransaction> context, PostOutcome outcome, bool isFound = false)
    {
        var (id, attempt, relayer, _) = context.Message;
        logger.LogInformation("Attempt {Attempt} of {TransactionId} on {Relayer}: {Outcome}", attempt, id, relayer, outcome.GetType().Name);
        DispatchMeasures.Count(pools.PoolOf(relayer)?.Name, relayer, isFound ? "found" : Word(outcome));
        object message = outcome switch
        {
            PostOutcome.Accepted accepted => new DispatchAccepted(id, attempt, relayer, accepted.Report, isFound),
            PostOutcome.Refused refused => new DispatchRefused(id, attempt, refused.Reason),
            PostOutcome.NotTaken notTaken => new DispatchNotTaken(id, attempt, notTaken.Reason, notTaken.RetryAfter),
            PostOutcome.InDoubt doubt => new DispatchInDoubt(id, attempt, doubt.Reason),
            _ => throw new InvalidOperationException($"No outcome is called {outcome}."),
        };
        while (!await TrySendAsync(context, message))
            await Task.Delay(Pause, time);
    }

    private static string Word(PostOutcome outcome) => outcome switch
    {
        PostOutcome.Accepted => "accepted",
        PostOutcome.Refused => "refused",
        PostOutcome.NotTaken => "not_taken",
        _ => "in_doubt",
    };

    private async Task<bool> TrySendAsync(ConsumeContext<DispatchTransaction> context, object message)
    {
        try
        {
            await Sending.InTimeAsync(token => SendAsync(context, message, token), CancellationToken.None);
            return true;
        }
        catch (Exception exception)
        {
            logger.LogWarning("The outcome of attempt {Attempt} of {TransactionId} is not told yet: {Reason}", context.Message.Attempt, context.Message.TransactionId, exception.Message);
            return false;
        }
    }

    private static async Task SendAsync(ConsumeContext<DispatchTransaction> context, object message, CancellationToken cancellationToken)
    {
        var saga = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
        await saga.Send(message, cancellationToken);
    }
}
