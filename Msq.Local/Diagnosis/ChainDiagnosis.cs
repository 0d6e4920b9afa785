using System.Globalization;
using System.Runtime.CompilerServices;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;
using Msq.Hosting.Preconditions;
using Msq.Hosting.Rpc;

namespace Msq.Local.Diagnosis;

/// <summary>A pool's nodes, each by itself, and its forwarder.</summary>
internal sealed class ChainDiagnosis(IHttpClientFactory http, PoolNodes nodes)
{
    private static readonly TimeSpan OldestHead = TimeSpan.FromMinutes(5);

    public async IAsyncEnumerable<Finding> FindAsync(Pool pool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var url in pool.RpcUrls)
            yield return await NodeAsync(pool, url, cancellationToken);
        if (pool.Forwarder is { } forwarder)
            yield return await ForwarderAsync(pool, forwarder, cancellationToken);
    }

    private async Task<Finding> NodeAsync(Pool pool, Uri url, CancellationToken cancellationToken)
    {
        // Without its path, where providers have their keys.
        var subject = $"node {url.Authority} of {pool.Name}";
        try
        {
            var node = new EthereumNode(new JsonRpcClient(http.CreateClient(PoolNodes.HttpClientName), url));
            if (await node.ChainIdAsync(cancellationToken) is var chain && chain != pool.ChainId)
                return Finding.Wrong(subject, $"it is on chain {chain}, and the pool on {pool.ChainId}", $"Mend rpcUrls or chainId of the pool in {PoolFile.FileName}.");
            var head = (await node.ForwardAsync("eth_getBlockByNumber", ["latest", false], cancellationToken)).Result!.Value;
            var height = Quantity.ParseUInt64(head.GetProperty("number").GetString()!);
            var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds((long)Quantity.ParseUInt64(head.GetProperty("timestamp").GetString()!));
            var words = string.Create(CultureInfo.InvariantCulture, $"chain {chain}, block {height}, {age.TotalSeconds:0} s old");
            return age <= OldestHead
                ? Finding.Well(subject, words)
                : Finding.Wrong(subject, words, "It is behind, or the chain stands still: see whether the node is in sync, and use another one until it is.");
        }
        catch (Exception exception) when (exception is RpcUnavailableException or RpcException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Finding.Wrong(subject, $"it does not answer: {exception.Message}", $"Check that it runs and the pool's rpcUrls in {PoolFile.FileName}.");
        }
    }

    private async Task<Finding> ForwarderAsync(Pool pool, Ethereum.Values.Address forwarder, CancellationToken cancellationToken)
    {
        var subject = $"forwarder of {pool.Name}";
        try
        {
            var domain = await ForwarderDomain.ReadAsync(nodes, pool, forwarder, cancellationToken);
            return Finding.Well(subject, $"{forwarder.ToChecksum()}, EIP-712 domain {domain.Name} {domain.Version}");
        }
        catch (PreconditionFailure failure)
        {
            return Finding.Wrong(subject, failure.Message, $"Mend forwarder of the pool in {PoolFile.FileName}, or deploy it on that chain. Until then no API starts.");
        }
        catch (RpcUnavailableException exception)
        {
            return Finding.Wrong(subject, exception.Message, "See what is said of the pool's nodes.");
        }
    }
}
