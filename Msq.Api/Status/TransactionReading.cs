using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>Reads transactions for clients. Holds no connection between two calls.</summary>
internal sealed class TransactionReading(MsqDbContext db)
{
    /// <summary>The state alone; null when there is no such transaction.</summary>
    public async Task<TransactionState?> StateAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await db.Transactions.AsNoTracking()
            .Where(row => row.CorrelationId == id)
            .Select(row => new { row.Client, row.Status, row.Version, row.Confirmations, row.ChainId, row.BlockNumber })
            .SingleOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new TransactionState(row.Client, row.Status, row.Version,
                await DepthAsync(row.Status, row.ChainId, row.BlockNumber, row.Confirmations, cancellationToken));
    }

    /// <summary>All of it, with the state that it shows; null when there is no such transaction.</summary>
    public async Task<(TransactionState State, TransactionView View)?> ViewAsync(Guid id, CancellationToken cancellationToken)
    {
        // One statement: a change between row and timeline would show the one without the other.
        var row = await db.Transactions.AsNoTracking().Include(row => row.Timeline)
            .SingleOrDefaultAsync(row => row.CorrelationId == id, cancellationToken);
        if (row is null)
            return null;

        var confirmations = await DepthAsync(row.Status, row.ChainId, row.BlockNumber, row.Confirmations, cancellationToken);
        return (new TransactionState(row.Client, row.Status, row.Version, confirmations), TransactionView.Of(row, confirmations));
    }

    // Counted from the chain's head while it is mined: writing every row at every block would only say the same.
    private async Task<int?> DepthAsync(string status, ulong chainId, ulong? block, int? stored, CancellationToken cancellationToken)
    {
        if (status != TransactionStatus.Mined || block is not { } number)
            return stored;

        var cursor = await db.ChainCursors.AsNoTracking().SingleOrDefaultAsync(cursor => cursor.ChainId == chainId, cancellationToken);
        return cursor is null ? stored : cursor.Height < number ? 0 : (int)(cursor.Height - number + 1);
    }
}
