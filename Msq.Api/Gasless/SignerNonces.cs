using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.Storage;

namespace Msq.Api.Gasless;

/// <summary>Which of a signer's nonces are used and which are taken.</summary>
internal sealed class SignerNonces(MsqDbContext db, PoolNodes nodes)
{
    private readonly Dictionary<(string Pool, Address Signer), ulong> _read = [];

    /// <summary>The signer's next nonce on chain, read once in a request.</summary>
    /// <exception cref="RpcUnavailableException">No node answers, or the contract does not.</exception>
    public async Task<ulong> OnChainAsync(Pool pool, Address signer, CancellationToken cancellationToken) =>
        _read.TryGetValue((pool.Name, signer), out var known) ? known : _read[(pool.Name, signer)] = await ReadAsync(pool, signer, cancellationToken);

    /// <summary>The lowest nonce from <paramref name="onChain"/> on that no request has.</summary>
    public async Task<ulong> NextFreeAsync(Pool pool, Address signer, ulong onChain, CancellationToken cancellationToken)
    {
        var (forwarder, from) = (pool.Forwarder!.Value.ToString(), signer.ToString());
        var reserved = await db.ForwardNonces.AsNoTracking()
            .Where(x => x.ChainId == pool.ChainId && x.Forwarder == forwarder && x.Signer == from && x.Nonce >= onChain)
            .OrderBy(x => x.Nonce).Select(x => x.Nonce).ToListAsync(cancellationToken);
        var next = onChain;
        foreach (var nonce in reserved)
        {
            if (nonce != next)
                break;
            next++;
        }

        return next;
    }

    private Task<ulong> ReadAsync(Pool pool, Address signer, CancellationToken cancellationToken) => nodes.AskAsync(pool, async node =>
        (await node.GetForwardNoncesAsync([(pool.Forwarder!.Value, signer)], block: null, cancellationToken))[0]
            ?? throw new RpcUnavailableException($"{node.Url.Host} does not tell the nonce of {signer} at the forwarder.", null));
}
