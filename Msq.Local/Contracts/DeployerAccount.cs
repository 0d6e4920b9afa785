using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Local.Contracts;

/// <summary>Anvil's first account, whose key the development chain holds. It deploys the contracts and owns the samples; the relayers use the others.</summary>
internal static class DeployerAccount
{
    /// <summary>Sends, in this order, and waits until all are in blocks.</summary>
    /// <param name="chain">The development chain.</param>
    /// <param name="calls">The targets, null to create a contract, each with its calldata or creation code.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<IReadOnlyList<TransactionReceipt>> SendAsync(JsonRpcClient chain, IReadOnlyList<(Address? To, string Data)> calls, CancellationToken cancellation)
    {
        var hashes = new List<string>();
        foreach (var (to, data) in calls)
        {
            var call = new Dictionary<string, string> { ["from"] = DevelopmentContracts.Deployer.ToString(), ["data"] = data };
            if (to is { } target) call["to"] = target.ToString();
            hashes.Add((await chain.CallAsync("eth_sendTransaction", cancellation, call)).GetString()!);
        }

        var node = new EthereumNode(chain);
        while (true)
        {
            var receipts = await node.GetReceiptsAsync(hashes, cancellation);
            if (receipts.All(receipt => receipt is not null)) return [.. receipts.Select(receipt => receipt!)];
            await Task.Delay(50, cancellation);
        }
    }
}
