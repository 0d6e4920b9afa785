using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Msq.Api.Relayers;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.Storage;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades;

/// <summary>What official clients ask about a relayer.</summary>
internal sealed class RelayerFacts(MsqDbContext db, PoolNodes nodes)
{
    /// <summary>The relayers of a target as the dispatchers last saw them, in the pool file's order; null for one that none has seen.</summary>
    public async Task<IReadOnlyList<(Relayer Relayer, RelayerRow? Row)>> OfAsync(RelayerTarget target, CancellationToken cancellationToken)
    {
        var ids = target.Relayers.Select(relayer => relayer.Id).ToList();
        var rows = await db.Relayers.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        return [.. target.Relayers.Select(relayer => (relayer, rows.GetValueOrDefault(relayer.Id)))];
    }

    /// <summary>How many transactions of anybody a relayer has open.</summary>
    public Task<int> OpenAsync(string relayer, CancellationToken cancellationToken) =>
        db.Transactions.CountAsync(x => PoolReading.OpenStates.Contains(x.CurrentState) && x.Relayer == relayer, cancellationToken);

    /// <summary>The newest confirmed transaction of a relayer's signer; null when there is none.</summary>
    public Task<Transaction?> LastConfirmedAsync(ulong chainId, string address, CancellationToken cancellationToken) => db.Transactions.AsNoTracking()
        .Where(x => x.ChainId == chainId && x.From == address && x.Nonce != null && x.Status == TransactionStatus.Confirmed)
        .OrderByDescending(x => x.Nonce)
        .FirstOrDefaultAsync(cancellationToken);

    /// <summary>The next nonce of an address, with what waits at the node.</summary>
    /// <exception cref="RpcUnavailableException">No node answers.</exception>
    public Task<ulong> NonceAsync(Pool pool, string address, CancellationToken cancellationToken) =>
        nodes.AskAsync(pool, node => node.GetTransactionCountAsync(Address.Parse(address), "pending", cancellationToken));

    /// <summary>The balance of an address in wei.</summary>
    /// <exception cref="RpcUnavailableException">No node answers.</exception>
    public Task<BigInteger> BalanceAsync(Pool pool, string address, CancellationToken cancellationToken) =>
        nodes.AskAsync(pool, node => node.GetBalanceAsync(Address.Parse(address), cancellationToken));
}
