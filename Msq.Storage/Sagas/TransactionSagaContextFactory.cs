using System.Data;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>
/// Opens one database transaction per message: the row is locked at READ COMMITTED (a lock on a missing row takes no gap there), the behaviour runs,
/// the row is saved behind its version, the transaction commits. Written on MassTransit's extension points for saga repositories.
/// </summary>
public sealed class TransactionSagaContextFactory(
    MsqDbContext db, ISagaConsumeContextFactory<MsqDbContext, Transaction> factory, IStatusFeed feed)
    : ISagaRepositoryContextFactory<Transaction>
{
    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateScope("sagaRepository").Add("persistence", "msq");

    /// <inheritdoc />
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<Transaction, T>> next) where T : class
    {
        // A retry comes with the same scope: nothing tracked by a failed try may be saved by the next.
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, context.CancellationToken);
        var repository = new TransactionSagaContext<T>(db, context, factory);
        await next.Send(repository);
        await transaction.CommitAsync(context.CancellationToken);

        if (!repository.ChangedStatus)
            return;
        repository.Measure();
        feed.Announce(context.CorrelationId ?? repository.SagaId);
    }

    /// <inheritdoc />
    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<Transaction> query, IPipe<SagaRepositoryQueryContext<Transaction, T>> next)
        where T : class => throw new NotSupportedException("Every message names its transaction by id.");
}
