using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.StatusTracker.Census;

namespace Msq.StatusTracker.Chain;

/// <summary>Stays with one node of a pool while it answers, and goes on to the next when it does not.</summary>
internal sealed class NodeChoice(Pool pool, IHttpClientFactory http, ILogger logger)
{
    private int _current;
    private bool _checked;

    /// <summary>The node to ask now.</summary>
    /// <exception cref="RpcUnavailableException">It does not answer, or belongs to another chain.</exception>
    public async Task<EthereumNode> CurrentAsync(CancellationToken cancellationToken)
    {
        var node = new EthereumNode(new JsonRpcClient(http.CreateClient(PoolNodes.HttpClientName), pool.RpcUrls[_current]));
        if (_checked)
            return node;

        var chainId = await node.ChainIdAsync(cancellationToken);
        if (chainId != pool.ChainId)
        {
            Alarm.Raise(Alarm.WrongChain);
            logger.LogError("{Pool}: the node at {Host} is on chain {Actual}, not {Expected}", pool.Name, node.Url.Authority, chainId, pool.ChainId);
            throw new RpcUnavailableException($"{node.Url.Authority} is on another chain.", null);
        }

        _checked = true;
        return node;
    }

    /// <summary>Turns to the next node.</summary>
    public void Next()
    {
        _current = (_current + 1) % pool.RpcUrls.Count;
        _checked = false;
    }
}
