using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Clients;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Facades.Rpc;

/// <summary>
/// Passes on to the pool's nodes what only reads. A receipt, or a transaction, that is asked for by a hash which a higher fee has superseded is answered with the one that was mined in its
/// place (<see cref="SiblingReceipts"/>): Defender's clients wait for the first hash for ever.
/// </summary>
internal sealed class RpcReads(PoolNodes nodes, MsqDbContext db, SiblingReceipts siblings)
{
    private static readonly HashSet<string> ByHash = ["eth_getTransactionReceipt", "eth_getTransactionByHash"];

    // Nothing that needs state at the node (filters, subscriptions), that signs, or that costs it much (traces).
    private static readonly HashSet<string> Allowed =
    [
        "eth_blockNumber", "eth_call", "eth_chainId", "eth_createAccessList", "eth_estimateGas", "eth_feeHistory", "eth_gasPrice", "eth_getBalance", "eth_getBlockByHash", "eth_getBlockByNumber",
        "eth_getBlockTransactionCountByHash", "eth_getBlockTransactionCountByNumber", "eth_getCode", "eth_getLogs", "eth_getStorageAt", "eth_getTransactionByBlockHashAndIndex",
        "eth_getTransactionByBlockNumberAndIndex", "eth_getTransactionCount", "eth_maxPriorityFeePerGas", "eth_syncing", "net_version", "web3_clientVersion", .. ByHash,
    ];

    /// <summary>Whether the method may be passed on.</summary>
    public static bool Allows(string method) => Allowed.Contains(method);

    /// <summary>Asks.</summary>
    /// <exception cref="RpcUnavailableException">No node answers.</exception>
    public async Task<RpcAnswer> AskAsync(ApiClient client, Pool pool, string method, IReadOnlyList<JsonElement> parameters, CancellationToken cancellationToken)
    {
        var answer = await ForwardAsync(pool, method, [.. parameters], cancellationToken);
        return ByHash.Contains(method) && answer.Result is { ValueKind: JsonValueKind.Null } && parameters is [{ ValueKind: JsonValueKind.String } hash, ..]
            && siblings.IsOn && await SiblingAsync(client, hash.GetString()!, cancellationToken) is { } sibling
            ? await ForwardAsync(pool, method, [sibling], cancellationToken)
            : answer;
    }

    private Task<RpcAnswer> ForwardAsync(Pool pool, string method, object?[] parameters, CancellationToken cancellationToken) =>
        nodes.AskAsync(pool, node => node.ForwardAsync(method, parameters, cancellationToken));

    // Only what was executed: to whom a cancelled transaction is executed by the transfer of nothing that used its nonce up, it would seem to have gone through.
    private async Task<string?> SiblingAsync(ApiClient client, string hash, CancellationToken cancellationToken)
    {
        var (owner, superseded) = (client.Name, hash.ToLowerInvariant());
        return await (
            from former in db.SupersededHashes
            where former.Hash == superseded
            join row in db.Transactions on former.TransactionId equals row.CorrelationId
            where row.Client == owner && row.Hash != null && row.Hash != superseded
                && (row.Status == TransactionStatus.Mined || row.Status == TransactionStatus.Confirmed || row.ErrorCode == ErrorCode.Reverted)
            select row.Hash).FirstOrDefaultAsync(cancellationToken);
    }
}
