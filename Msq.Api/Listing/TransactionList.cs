using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Status;
using Msq.Ethereum.Values;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Listing;

/// <summary>
/// Lists transactions, newest first. Ids are ordered by time, so new transactions come before the first page and shift none of the others, and a time of creation is a range of ids.
/// An index has the rows of one client, one status of a client, or one reference in that order; what is asked for beyond that is looked for in a bounded number of its rows. So no
/// filter makes the database walk through a whole history: a page may come short, and says where the next one begins.
/// </summary>
internal sealed class TransactionList(MsqDbContext db)
{
    private const int LongestWalk = 2000;
    private const int ExportPage = 500;

    /// <summary>A page.</summary>
    public async Task<ListPage> PageAsync(ListQuery query, CancellationToken cancellationToken)
    {
        var rows = Indexed(query);
        Guid? end = null;
        if (IsSifted(query))
        {
            // The walk is a list of ids of its own: a mere bound of the ids would leave the database free to walk some other way, and it does.
            var walk = rows.Select(row => row.CorrelationId).Take(LongestWalk);
            end = await rows.Skip(LongestWalk - 1).Select(row => (Guid?)row.CorrelationId).FirstOrDefaultAsync(cancellationToken);
            rows = Sift(walk.Join(db.Transactions.AsNoTracking(), id => id, row => row.CorrelationId, (_, row) => row), query).OrderByDescending(row => row.CorrelationId);
        }

        var items = await ReadAsync(rows, query.Limit + 1, cancellationToken);
        return items.Count > query.Limit
            ? new ListPage(items[..query.Limit], items[query.Limit - 1].TransactionId)
            : new ListPage(items, end);
    }

    /// <summary>All pages to the end, each read when the one before has been taken. No connection is held in between.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ListedTransaction>> PagesAsync(ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Guid? next = query.Before; ;)
        {
            var page = await PageAsync(query with { Before = next, Limit = ExportPage }, cancellationToken);
            yield return page.Items;
            if (page.Next is null)
                yield break;
            next = page.Next;
        }
    }

    /// <summary>Those with one of the ids, of one client or of anybody, newest first.</summary>
    public Task<List<ListedTransaction>> OfAsync(IReadOnlyCollection<Guid> ids, string? client, CancellationToken cancellationToken) => ids.Count == 0
        ? Task.FromResult<List<ListedTransaction>>([])
        : ReadAsync(
            db.Transactions.AsNoTracking().Where(row => ids.Contains(row.CorrelationId) && (client == null || row.Client == client)).OrderByDescending(row => row.CorrelationId),
            ids.Count, cancellationToken);

    private static bool IsSifted(ListQuery query) =>
        query.Type is not null || (query.Status is not null && (query.Client is null || query.Reference is not null)) || (query.Client is not null && query.Reference is not null);

    // What an index has in the order of ids, in that order.
    private IOrderedQueryable<Transaction> Indexed(ListQuery query)
    {
        var rows = db.Transactions.AsNoTracking();
        if (query.Before is { } before)
            rows = rows.Where(row => row.CorrelationId < before);
        if (query.From is { } from)
            rows = rows.AcceptedFrom(from);
        if (query.To is { } to)
            rows = rows.AcceptedBefore(to);
        return query switch
        {
            { Reference: { } reference } => rows.Where(row => string.Compare(row.Reference, reference) >= 0 && string.Compare(row.Reference, reference) <= 0)
                .OrderByDescending(row => row.Reference).ThenByDescending(row => row.CorrelationId),
            { Client: { } client, Status: { } status } => rows.OfClient(client).Where(row => string.Compare(row.Status, status) >= 0 && string.Compare(row.Status, status) <= 0)
                .OrderByDescending(row => row.Client).ThenByDescending(row => row.Status).ThenByDescending(row => row.CorrelationId),
            { Client: { } client } => rows.OfClient(client).OrderByDescending(row => row.Client).ThenByDescending(row => row.CorrelationId),
            _ => rows.OrderByDescending(row => row.CorrelationId),
        };
    }

    private static IQueryable<Transaction> Sift(IQueryable<Transaction> rows, ListQuery query)
    {
        if (query is { Client: { } client, Reference: not null })
            rows = rows.Where(row => row.Client == client);
        if (query.Status is { } status && (query.Client is null || query.Reference is not null))
            rows = rows.Where(row => row.Status == status);
        return query.Type is { } type ? rows.Where(row => row.Type == type) : rows;
    }

    private async Task<List<ListedTransaction>> ReadAsync(IOrderedQueryable<Transaction> rows, int count, CancellationToken cancellationToken)
    {
        var items = await rows.Take(count)
            .Select(row => new ListedTransaction(
                row.CorrelationId, row.Client, row.Type, row.Status, row.Hash, row.Pool, row.Attempt > 0 ? row.Relayer : null, row.From, row.To, row.Value, row.GasLimit, row.Speed,
                row.Nonce, row.BlockNumber, row.GasUsed, row.EffectiveGasPrice, row.Confirmations, row.Reference, ForwardView.Of(row.Signer, row.ForwardNonce, row.WaitsForNonce),
                row.Unresolved, row.CreatedAt, row.UpdatedAt, row.ConfirmedAt, row.ValidUntil, TransactionError.Of(row.ErrorCode, row.ErrorMessage, row.RevertReason), row.ChainId))
            .ToListAsync(cancellationToken);
        var heads = items.Exists(item => item.Status == TransactionStatus.Mined)
            ? await db.ChainCursors.AsNoTracking().ToDictionaryAsync(cursor => cursor.ChainId, cursor => (ulong?)cursor.Height, cancellationToken)
            : [];
        return [.. items.Select(item => item with
        {
            From = item.From is { } from ? Address.Parse(from).ToChecksum() : null,
            To = Address.Parse(item.To).ToChecksum(),
            Confirmations = Confirmations.Of(item.Status, item.BlockNumber, item.Confirmations, heads.GetValueOrDefault(item.ChainId)),
        })];
    }
}
