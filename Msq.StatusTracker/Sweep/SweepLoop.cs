using MassTransit;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.StatusTracker.Transactions;

namespace Msq.StatusTracker.Sweep;

/// <summary>
/// About every second, sends each transaction whose <c>next_action_at</c> has come the message that moves it on. It finds what a lost message stranded,
/// so the rows are the outbox.
/// </summary>
internal sealed class SweepLoop(DueTransactions due, IBus bus, ILogger<SweepLoop> logger) : BackgroundService
{
    private const int Batch = 200;

    // After an outage everything is due at once: the sagas get as much in a tick as they can take.
    private const int MostBatches = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("The sweep could not finish, it comes back: {Reason}", exception.Message);
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        DueBatch batch;
        var batches = 0;
        do
        {
            batch = await due.TakeAsync(Batch, stoppingToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limit.CancelAfter(SendLimit);
            var submissions = await bus.GetSendEndpoint(Queues.Address(Queues.Submissions));
            var transactions = await bus.GetSendEndpoint(Queues.Address(Queues.Transactions));
            await Task.WhenAll(batch.Rows.Select(row => row.State switch
            {
                nameof(TransactionStateMachine.Accepted) => submissions.Send(new SubmitTransaction(row.Id), limit.Token),
                nameof(TransactionStateMachine.Queued) => submissions.Send(new TransactionDue(row.Id), limit.Token),
                _ => transactions.Send(new TransactionDue(row.Id), limit.Token),
            }));
        }
        while (batch.MayHaveMore && ++batches < MostBatches);
    }
}
