using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>The transaction's row for the length of one message.</summary>
internal sealed class TransactionSagaContext<T>(Turn turn, ConsumeContext<T> context, ISagaConsumeContextFactory<MsqDbContext, Transaction> factory)
    : ConsumeContextScope<T>(context, turn.Group), SagaRepositoryContext<Transaction, T>
    where T : class
{
    private readonly MsqDbContext _db = turn.Group.Database;
    private string? _statusWhenLoaded;
    private TimeSpan _stood;
    private Transaction? _loaded;

    public Guid SagaId => _loaded?.CorrelationId ?? Guid.Empty;

    public bool ChangedStatus => _loaded is not null && _loaded.Status != _statusWhenLoaded;

    /// <summary>Counts the change of the status; only after the commit.</summary>
    public void Measure() => StatusMeasures.Record(_loaded!, _statusWhenLoaded!, _stood);

    public async Task<SagaConsumeContext<Transaction, T>> Load(Guid correlationId)
    {
        _loaded = turn.Row;
        if (_loaded is null)
            return null!;

        _statusWhenLoaded = _loaded.Status;
        return await factory.CreateSagaConsumeContext(_db, this, _loaded, SagaConsumeContextMode.Load);
    }

    // Saved with the group.
    public Task Update(SagaConsumeContext<Transaction> context)
    {
        // A message that was about nothing new costs no write.
        if (!HasChanged(context.Saga))
            return Task.CompletedTask;
        context.Saga.Version++;
        if (ChangedStatus)
        {
            _stood = context.Saga.UpdatedAt - (context.Saga.StatusSince ?? context.Saga.CreatedAt);
            context.Saga.StatusSince = context.Saga.UpdatedAt;
        }

        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<Transaction, T>> CreateSagaConsumeContext<TMessage>(
        ConsumeContext<TMessage> consumeContext, Transaction instance, SagaConsumeContextMode mode) where TMessage : class
        => throw NotMadeHere();

    Task<SagaConsumeContext<Transaction, TMessage>> ISagaConsumeContextFactory<Transaction>.CreateSagaConsumeContext<TMessage>(
        ConsumeContext<TMessage> consumeContext, Transaction instance, SagaConsumeContextMode mode)
        => factory.CreateSagaConsumeContext(_db, consumeContext, instance, mode);

    public Task<SagaConsumeContext<Transaction, T>> Add(Transaction instance) => throw NotMadeHere();

    public Task<SagaConsumeContext<Transaction, T>> Insert(Transaction instance) => throw NotMadeHere();

    public Task Save(SagaConsumeContext<Transaction> context) => throw NotMadeHere();

    public Task Delete(SagaConsumeContext<Transaction> context) => throw new NotSupportedException("No message removes a transaction: it ends, and retention removes it.");

    public Task Discard(SagaConsumeContext<Transaction> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<Transaction> context)
    {
        _db.Entry(context.Saga).State = EntityState.Detached;
        return Task.CompletedTask;
    }

    private bool HasChanged(Transaction row) =>
        row.Timeline.Count > 0 || row.Attempts.Count > 0 || row.SupersededHashes.Count > 0 || _db.Entry(row).State != EntityState.Unchanged;

    private static NotSupportedException NotMadeHere() => new("Only the API inserts transactions, when it accepts them.");
}
