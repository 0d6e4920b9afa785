using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.Storage;

namespace Msq.Api.Listing;

/// <summary>
/// Finds transactions by a hash on chain. The pools' nodes say whose nonce it is, which the rows are found by; a hash that a higher fee has superseded, and that no node knows any more, is among those
/// that were kept. A batch and the requests in it have one hash.
/// </summary>
internal sealed class HashSearch(MsqDbContext db, PoolFile pools, PoolNodes nodes, TransactionList list)
{
    /// <summary>Finds them.</summary>
    /// <param name="hash"><c>0x</c> and 64 lower-case hex digits.</param>
    /// <param name="client">Whose; null for anybody's.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="RpcUnavailableException">It was not found, and the nodes of a pool do not answer.</exception>
    public async Task<ListPage> FindAsync(string hash, string? client, CancellationToken cancellationToken)
    {
        var former = await db.SupersededHashes.AsNoTracking().Where(x => x.Hash == hash).Select(x => x.TransactionId).ToListAsync(cancellationToken);
        var found = await list.OfAsync(former, client, cancellationToken);
        RpcUnavailableException? silence = null;
        foreach (var pool in found.Count == 0 ? pools.Pools : [])
        {
            try
            {
                var known = (await nodes.AskAsync(pool, node => node.GetTransactionsByHashAsync([hash], cancellationToken)))[0];
                if (known is not null)
                    found = await list.OfAsync(await IdsAsync(pool.ChainId, known, cancellationToken), client, cancellationToken);
            }
            catch (RpcUnavailableException exception)
            {
                silence = exception;
            }

            if (found.Count > 0)
                break;
        }

        return found.Count == 0 && silence is not null ? throw silence : new ListPage(found, null);
    }

    private Task<List<Guid>> IdsAsync(ulong chain, BlockTransaction known, CancellationToken cancellationToken)
    {
        var (from, nonce, hash) = (known.From.ToString(), known.Nonce, known.Hash);
        return db.Transactions.AsNoTracking().Where(row => row.ChainId == chain && row.From == from && row.Nonce == nonce && row.Hash == hash).Select(row => row.CorrelationId).ToListAsync(cancellationToken);
    }
}
