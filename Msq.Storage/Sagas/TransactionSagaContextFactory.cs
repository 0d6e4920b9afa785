using MassTransit;
using MassTransit.Saga;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>
/// Has each message's behaviour run on its transaction's row, in a database transaction that it shares with what else waits (<see cref="StepGroups"/>): the rows are locked at READ COMMITTED (a
/// lock on a missing row takes no gap there), each is saved behind its version, all of it commits. Written on MassTransit's extension points for saga repositories.
/// </summary>
internal sealed class TransactionSagaContextFactory(
    StepGroups groups, ISagaConsumeContextFactory<MsqDbContext, Transaction> factory, IStatusFeed feed)
    : ISagaRepositoryContextFactory<Transaction>
{
    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateScope("sagaRepository").Add("persistence", "msq");

    /// <inheritdoc />
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<Transaction, T>> next) where T : class
    {
        var id = context.CorrelationId ?? throw new InvalidOperationException($"A {typeof(T).Name} names no transaction.");
        var step = new WaitingStep(id, isAlone: context.GetRetryAttempt() > 0);
        var repository = new TransactionSagaContext<T>(await groups.TurnAsync(step, context.CancellationToken), context, factory);
        try
        {
            await next.Send(repository);
        }
        catch (Exception exception)
        {
            step.Finish(exception);
            throw;
        }

        step.Finish(null);
        await step.CommittedAsync();
        if (!repository.ChangedStatus)
            return;
        repository.Measure();
        feed.Announce(id);
    }

    /// <inheritdoc />
    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<Transaction> query, IPipe<SagaRepositoryQueryContext<Transaction, T>> next)
        where T : class => throw new NotSupportedException("Every message names its transaction by id.");
}
