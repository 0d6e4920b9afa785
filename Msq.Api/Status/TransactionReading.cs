using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>Reads transactions for clients. Holds no connection between two calls.</summary>
internal sealed class TransactionReading(MsqDbContext db, ReadingTurns turns)
{
    /// <summary>The state alone; null when there is no such transaction.</summary>
    public async Task<TransactionState?> StateAsync(Guid id, CancellationToken cancellationToken) =>
        (await StatesAsync(db.Transactions.Where(row => row.CorrelationId == id), cancellationToken)).GetValueOrDefault(id);

    /// <summary>The states of several, read at once; without those that do not exist.</summary>
    public Task<IReadOnlyDictionary<Guid, TransactionState>> StatesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        StatesAsync(db.Transactions.Where(row => ids.Contains(row.CorrelationId)), cancellationToken);

    /// <summary>All of it, with the state that it shows; null when there is no such transaction.</summary>
    public Task<(TransactionState State, TransactionView View)?> ViewAsync(Guid id, CancellationToken cancellationToken) =>
        turns.TakeAsync(() => ReadViewAsync(id, cancellationToken), cancellationToken);

    /// <summary>The lines of a timeline after one of them, in their order.</summary>
    public Task<List<TransactionEvent>> TimelineAsync(Guid id, long after, CancellationToken cancellationToken) => turns.TakeAsync(
        () => db.TransactionEvents.AsNoTracking().Where(line => line.TransactionId == id && line.Id > after).OrderBy(line => line.Id).ToListAsync(cancellationToken), cancellationToken);

    private async Task<(TransactionState State, TransactionView View)?> ReadViewAsync(Guid id, CancellationToken cancellationToken)
    {
        // One statement: a change between row and timeline would show the one without the other.
        var row = await db.Transactions.AsNoTracking().Include(row => row.Timeline)
            .SingleOrDefaultAsync(row => row.CorrelationId == id, cancellationToken);
        if (row is null)
            return null;

        var confirmations = Confirmations.Of(row.Status, row.BlockNumber, row.Confirmations, await HeadAsync(row, cancellationToken));
        return (new TransactionState(row.Client, row.Status, row.Version, confirmations), TransactionView.Of(row, confirmations));
    }

    private async Task<IReadOnlyDictionary<Guid, TransactionState>> StatesAsync(IQueryable<Transaction> rows, CancellationToken cancellationToken)
    {
        var states = await turns.TakeAsync(() => (
            from row in rows.AsNoTracking()
            join cursor in db.ChainCursors on row.ChainId equals cursor.ChainId into cursors
            from cursor in cursors.DefaultIfEmpty()
            select new { row.CorrelationId, row.Client, row.Status, row.Version, row.Confirmations, row.BlockNumber, Head = (ulong?)cursor.Height }).ToListAsync(cancellationToken), cancellationToken);
        return states.ToDictionary(
            row => row.CorrelationId,
            row => new TransactionState(row.Client, row.Status, row.Version, Confirmations.Of(row.Status, row.BlockNumber, row.Confirmations, row.Head)));
    }

    private async Task<ulong?> HeadAsync(Transaction row, CancellationToken cancellationToken) => row.Status == TransactionStatus.Mined
        ? (await db.ChainCursors.AsNoTracking().SingleOrDefaultAsync(cursor => cursor.ChainId == row.ChainId, cancellationToken))?.Height
        : null;
}
