using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;

namespace Msq.Api.Gasless;

/// <summary>
/// A pool's nodes as one request asks them: nodes that did not answer it once are not asked again, or each of a batch's five hundred items would wait for their silence anew.
/// </summary>
internal sealed class RequestNodes(PoolNodes nodes)
{
    private readonly Dictionary<string, RpcUnavailableException> _away = [];

    /// <summary>The first answer.</summary>
    /// <exception cref="RpcUnavailableException">None answers, or none has answered this request before.</exception>
    public async Task<T> AskAsync<T>(Pool pool, Func<EthereumNode, Task<T>> question)
    {
        if (_away.TryGetValue(pool.Name, out var away))
            throw new RpcUnavailableException(away.Message, away);
        try
        {
            return await nodes.AskAsync(pool, question);
        }
        catch (RpcUnavailableException exception)
        {
            _away[pool.Name] = exception;
            throw;
        }
    }
}
