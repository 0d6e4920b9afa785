using System.Globalization;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Reverts;
using Msq.Ethereum.Signing;
using Msq.Hosting.Pools;
using Msq.Storage.Attempts;
using Msq.Storage.Chain;

namespace Msq.StatusTracker.Chain;

/// <summary>Reads from a node what blocks hold of ours.</summary>
internal sealed class ChainReader(RevertDecoder reverts, TimeProvider time)
{
    private const int LongestReason = 1024;

    /// <summary>
    /// The transactions of consecutive blocks that our senders signed, with what came of them. Blocks from the first one on whose receipts the node does
    /// not have yet are left out, to be read again.
    /// </summary>
    public async Task<IReadOnlyList<ReadBlock>> ReadAsync(
        EthereumNode node, Pool pool, IReadOnlyList<Block> blocks, IReadOnlySet<string> senders, CancellationToken cancellationToken)
    {
        var ours = blocks.ToDictionary(block => block.Number, block => block.Transactions.Where(tx => senders.Contains(tx.From.ToString())).ToList());
        var hashes = ours.Values.SelectMany(list => list).Select(tx => tx.Hash).ToList();
        var receipts = (await node.GetReceiptsAsync(hashes, cancellationToken)).OfType<TransactionReceipt>().ToDictionary(receipt => receipt.TransactionHash);

        var read = new List<ReadBlock>();
        foreach (var block in blocks)
        {
            var evidence = new List<ChainTransaction>();
            foreach (var transaction in ours[block.Number])
            {
                if (!receipts.TryGetValue(transaction.Hash, out var receipt) || receipt.BlockHash != block.Hash)
                    return read;
                evidence.Add(await EvidenceAsync(node, pool, block, transaction, receipt, cancellationToken));
            }

            read.Add(new ReadBlock(block, evidence));
        }

        return read;
    }

    private async Task<ChainTransaction> EvidenceAsync(
        EthereumNode node, Pool pool, Block block, BlockTransaction transaction, TransactionReceipt receipt, CancellationToken cancellationToken) => new()
        {
            ChainId = pool.ChainId,
            From = transaction.From.ToString(),
            Nonce = transaction.Nonce,
            Hash = transaction.Hash,
            Identity = AttemptIdentity.Compute(
                pool.ChainId, transaction.From.ToString(), transaction.To?.ToString(), transaction.Value.ToString(CultureInfo.InvariantCulture),
                transaction.Input, transaction.GasLimit),
            BlockNumber = block.Number,
            BlockHash = block.Hash,
            Succeeded = receipt.Succeeded,
            GasUsed = receipt.GasUsed,
            EffectiveGasPrice = receipt.EffectiveGasPrice.ToString(CultureInfo.InvariantCulture),
            RevertReason = receipt.Succeeded ? null : await ReasonAsync(node, block, transaction, cancellationToken),
            RawTransaction = Rebuild(pool.ChainId, transaction),
            SeenAt = time.GetUtcNow().UtcDateTime,
            Forwards = pool.Forwarder is { } forwarder ? [.. ExecutedRequest.Of(receipt, forwarder).Select(Forward)] : [],
        };

    private static ChainForward Forward(ExecutedRequest request) =>
        new() { Signer = request.Signer.ToString(), ForwardNonce = request.Nonce, Succeeded = request.Succeeded };

    private static string? Rebuild(ulong chainId, BlockTransaction transaction)
    {
        if (transaction is not { R: { } r, S: { } s, V: { } v } || !HexConvert.TryToBytes(transaction.Input, out var data))
            return null;
        var fields = new SignedFields(
            chainId, transaction.Nonce, transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas, transaction.GasPrice, transaction.GasLimit, transaction.To,
            transaction.Value, data, r, s, v);
        return SignedTransactionRebuilder.Rebuild(fields, transaction.Hash) is { } signed ? HexConvert.ToHex(signed.Raw) : null;
    }

    // The receipt does not say why: the call is made again on the state before the block. What succeeds there was hindered by an earlier transaction of the block, and is
    // made again on the state after it.
    private async Task<string?> ReasonAsync(EthereumNode node, Block block, BlockTransaction transaction, CancellationToken cancellationToken)
    {
        var call = new CallRequest(transaction.From, transaction.To, transaction.Value, transaction.Input, transaction.GasLimit);
        var before = await node.CallAsync(call, block.Number == 0 ? 0 : block.Number - 1, cancellationToken);
        var error = before.Error ?? (await node.CallAsync(call, block.Number, cancellationToken)).Error;
        var reason = reverts.Decode(error?.Data)?.Reason ?? error?.Message;
        return reason?.Length > LongestReason ? reason[..LongestReason] : reason;
    }
}

/// <summary>A block and what it holds of ours.</summary>
internal sealed record ReadBlock(Block Block, IReadOnlyList<ChainTransaction> Evidence);
