using MassTransit;
using MassTransit.Saga;
using Msq.Contracts.Messages;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>
/// Has each message's behaviour run on its transaction's row, in a database transaction that it shares with what else waits (<see cref="StepGroups"/>): the rows are locked at READ COMMITTED (a
/// lock on a missing row takes no gap there), each is saved behind its version, all of it commits. Written on MassTransit's extension points for saga repositories.
/// </summary>
internal sealed class TransactionSagaContextFactory(
    StepGroups groups, SubmissionOrder order, ISagaConsumeContextFactory<MsqDbContext, Transaction> factory, IStatusFeed feed)
    : ISagaRepositoryContextFactory<Transaction>
{
    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateScope("sagaRepository").Add("persistence", "msq");

    /// <inheritdoc />
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<Transaction, T>> next) where T : class
    {
        var id = context.CorrelationId ?? throw new InvalidOperationException($"A {typeof(T).Name} names no transaction.");
        TransactionSagaContext<T>? repository = null;
        var isSubmission = context.Message is SubmitTransaction;
        if (isSubmission)
            order.Took(id);
        await groups.TakeAsync(
            id,
            isAlone: context.GetRetryAttempt() > 0,
            isLate: isSubmission,
            turn => next.Send(repository = new TransactionSagaContext<T>(turn, context, factory)),
            context.CancellationToken);
        if (repository is not { ChangedStatus: true })
            return;
        repository.Measure();
        feed.Announce(id);
    }

    /// <inheritdoc />
    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<Transaction> query, IPipe<SagaRepositoryQueryContext<Transaction, T>> next)
        where T : class => throw new NotSupportedException("Every message names its transaction by id.");
}
