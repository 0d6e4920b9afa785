using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.StatusTracker.Rebroadcast;

/// <summary>What one node knows of transactions and their senders.</summary>
/// <param name="Node">The node.</param>
/// <param name="Known">The hashes that it knows, mined or waiting.</param>
/// <param name="NextNonces">Each sender's next nonce in its newest block.</param>
internal sealed record Sighting(EthereumNode Node, IReadOnlySet<string> Known, IReadOnlyDictionary<Address, ulong> NextNonces)
{
    /// <summary>Asks a node.</summary>
    /// <exception cref="RpcUnavailableException">It did not answer.</exception>
    /// <exception cref="RpcException">It refused to.</exception>
    public static async Task<Sighting> AskAsync(EthereumNode node, IReadOnlyList<RawTransaction> transactions, CancellationToken cancellationToken)
    {
        var known = await node.GetTransactionsByHashAsync([.. transactions.Select(x => x.Hash)], cancellationToken);
        // After the hashes: a nonce that is still free now was free when the hash was asked for, so the hash was not unknown for being mined.
        var nonces = new Dictionary<Address, ulong>();
        foreach (var sender in transactions.Select(x => x.Sender).Distinct())
            nonces[sender] = await node.GetTransactionCountAsync(sender, "latest", cancellationToken);
        return new Sighting(node, known.Where(x => x is not null).Select(x => x!.Hash).ToHashSet(), nonces);
    }

    /// <summary>The node does not know the transaction, and nothing else has its nonce.</summary>
    public bool HasLost(RawTransaction transaction) => !Known.Contains(transaction.Hash) && NextNonces[transaction.Sender] <= transaction.Nonce;
}
