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
    private const string Accepted = nameof(TransactionStateMachine.Accepted);
    private const string Queued = nameof(TransactionStateMachine.Queued);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

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
            await Task.WhenAll(
                bus.SendAllAsync(Queues.Submissions, In(batch, Accepted).Select(row => new SubmitTransaction(row.Id)), stoppingToken),
                bus.SendAllAsync(Queues.Submissions, In(batch, Queued).Select(row => new TransactionDue(row.Id)), stoppingToken),
                bus.SendAllAsync(Queues.Transactions, batch.Rows.Where(row => row.State is not (Accepted or Queued)).Select(row => new TransactionDue(row.Id)), stoppingToken));
        }
        while (batch.MayHaveMore && ++batches < MostBatches);
    }

    private static IEnumerable<DueTransaction> In(DueBatch batch, string state) => batch.Rows.Where(row => row.State == state);
}
