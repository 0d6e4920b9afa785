using Microsoft.EntityFrameworkCore;
using Msq.Api.Listing;
using Msq.Hosting.Clients;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades;

/// <summary>Reads a client's own transactions as it finds them at its relayer or pool.</summary>
internal sealed class SentTransactions(MsqDbContext db)
{
    /// <summary>One by its id; null when there is none.</summary>
    public Task<Transaction?> FindAsync(ApiClient client, RelayerTarget target, Guid id, CancellationToken cancellationToken) =>
        Of(db.Transactions, client, target).SingleOrDefaultAsync(x => x.CorrelationId == id, cancellationToken);

    /// <summary>The newest with that nonce of one of the target's relayers; null when there is none.</summary>
    public async Task<Transaction?> FindByNonceAsync(ApiClient client, RelayerTarget target, ulong nonce, CancellationToken cancellationToken)
    {
        var relayers = target.Relayers.Select(relayer => relayer.Id).ToList();
        var addresses = await db.Relayers.AsNoTracking().Where(x => relayers.Contains(x.Id) && x.Address != null).Select(x => x.Address!).ToListAsync(cancellationToken);
        var chain = target.Pool.ChainId;
        return await Of(db.Transactions, client, target)
            .Where(x => x.ChainId == chain && x.From != null && addresses.Contains(x.From) && x.Nonce == nonce)
            .OrderByDescending(x => x.CorrelationId)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>A page, by the time of their acceptance.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="target">Where.</param>
    /// <param name="statuses">Only these; null = all.</param>
    /// <param name="since">Only those accepted since then (UTC).</param>
    /// <param name="after">The id that the page before ended with.</param>
    /// <param name="isAscending">Oldest first.</param>
    /// <param name="limit">The longest page.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<IReadOnlyList<Transaction>> ListAsync(
        ApiClient client, RelayerTarget target, IReadOnlyList<string>? statuses, DateTime? since, Guid? after, bool isAscending, int limit, CancellationToken cancellationToken)
    {
        var rows = db.Transactions.OfClient(client.Name);
        if (after is { } edge)
            rows = isAscending ? rows.Where(x => x.CorrelationId > edge) : rows.Where(x => x.CorrelationId < edge);
        if (since is { } from)
            rows = rows.AcceptedFrom(from);
        rows = At(rows, target);
        if (statuses is not null)
            rows = rows.Where(x => statuses.Contains(x.Status));
        return await (isAscending ? rows.OrderBy(x => x.Client).ThenBy(x => x.CorrelationId) : rows.OrderByDescending(x => x.Client).ThenByDescending(x => x.CorrelationId))
            .Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>A page by its number, newest first, and how many there are.</summary>
    public async Task<(IReadOnlyList<Transaction> Rows, int Total)> PageAsync(ApiClient client, RelayerTarget target, int page, int size, CancellationToken cancellationToken)
    {
        var rows = Of(db.Transactions, client, target);
        return (
            await rows.OrderByDescending(x => x.CorrelationId).Skip((page - 1) * size).Take(size).ToListAsync(cancellationToken),
            await rows.CountAsync(cancellationToken));
    }

    private static IQueryable<Transaction> Of(IQueryable<Transaction> rows, ApiClient client, RelayerTarget target)
    {
        var owner = client.Name;
        return At(rows.Where(x => x.Client == owner), target);
    }

    private static IQueryable<Transaction> At(IQueryable<Transaction> rows, RelayerTarget target)
    {
        var pool = target.Pool.Name;
        rows = rows.AsNoTracking().Where(x => x.Pool == pool && x.Type == TransactionType.Direct);
        return target.Relayer is { Id: var relayer } ? rows.Where(x => x.OnlyRelayer == relayer || x.Relayer == relayer) : rows;
    }
}
