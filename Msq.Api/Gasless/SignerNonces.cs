using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Storage;

namespace Msq.Api.Gasless;

/// <summary>Which of a signer's nonces are used and which are taken.</summary>
internal sealed class SignerNonces(MsqDbContext db, RequestNodes nodes)
{
    // Providers refuse longer batches of calls.
    private const int MostInACall = 100;

    private readonly Dictionary<(string Pool, Address Signer), ulong> _read = [];

    /// <summary>The signer's next nonce on chain, read once in a request.</summary>
    /// <exception cref="RpcUnavailableException">No node answers, or the contract does not.</exception>
    public async Task<ulong> OnChainAsync(Pool pool, Address signer, CancellationToken cancellationToken) =>
        _read.TryGetValue((pool.Name, signer), out var known) ? known : _read[(pool.Name, signer)] = await ReadAsync(pool, signer, cancellationToken);

    /// <summary>Reads the nonces of many signers with few calls, for <see cref="OnChainAsync"/> to have them. A pool whose nodes are away is left out.</summary>
    public async Task ReadAheadAsync(IEnumerable<(Pool Pool, Address Signer)> signers, CancellationToken cancellationToken)
    {
        foreach (var pool in signers.Distinct().GroupBy(one => one.Pool, one => one.Signer))
        {
            foreach (var some in pool.Chunk(MostInACall))
            {
                try
                {
                    await ReadAheadAsync(pool.Key, some, cancellationToken);
                }
                catch (RpcUnavailableException)
                {
                    // Whoever needs one of these nonces is told.
                    break;
                }
            }
        }
    }

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

    private async Task ReadAheadAsync(Pool pool, IReadOnlyList<Address> signers, CancellationToken cancellationToken)
    {
        var nonces = await nodes.AskAsync(pool, node => node.GetForwardNoncesAsync([.. signers.Select(signer => (pool.Forwarder!.Value, signer))], block: null, cancellationToken));
        foreach (var (signer, nonce) in signers.Zip(nonces))
        {
            if (nonce is { } known)
                _read[(pool.Name, signer)] = known;
        }
    }

    private Task<ulong> ReadAsync(Pool pool, Address signer, CancellationToken cancellationToken) => nodes.AskAsync(pool, async node =>
        (await node.GetForwardNoncesAsync([(pool.Forwarder!.Value, signer)], block: null, cancellationToken))[0]
            ?? throw new RpcUnavailableException($"{node.Url.Host} does not tell the nonce of {signer} at the forwarder.", null));
}
