using Microsoft.Extensions.Logging;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;

namespace Msq.Hosting.Rpc;

/// <summary>Asks a pool's nodes, in their order, until one answers.</summary>
public sealed class PoolNodes(IHttpClientFactory http, ILogger<PoolNodes> logger)
{
    /// <summary>The name of the HTTP client for nodes.</summary>
    public const string HttpClientName = "rpc";

    /// <summary>The first answer.</summary>
    /// <exception cref="RpcUnavailableException">None answers.</exception>
    public async Task<T> AskAsync<T>(Pool pool, Func<EthereumNode, Task<T>> question)
    {
        foreach (var url in pool.RpcUrls)
        {
            try
            {
                return await question(new EthereumNode(new JsonRpcClient(http.CreateClient(HttpClientName), url)));
            }
            catch (Exception exception) when (exception is RpcUnavailableException or RpcException)
            {
                logger.LogWarning("{Pool}: the node at {Host} does not answer: {Reason}", pool.Name, url.Authority, exception.Message);
            }
        }

        throw new RpcUnavailableException($"No node of {pool.Name} answers.", null);
    }
}
