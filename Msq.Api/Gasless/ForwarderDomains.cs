using System.Collections.Concurrent;
using Msq.Ethereum.TypedData;
using Msq.Hosting.Pools;
using Msq.Hosting.Preconditions;
using Msq.Hosting.Rpc;

namespace Msq.Api.Gasless;

/// <summary>
/// The EIP-712 domain of each pool's forwarder, read from the contract itself (EIP-5267) and held against the pool file: a signature checked for another domain than the
/// contract's would be worth nothing.
/// </summary>
internal sealed class ForwarderDomains(PoolFile pools, PoolNodes nodes, IHostApplicationLifetime lifetime, ILogger<ForwarderDomains> logger)
    : Precondition(lifetime, logger)
{
    private readonly ConcurrentDictionary<string, TypedDataDomain> _domains = [];

    /// <summary>A pool's domain; null while no node has told it.</summary>
    public TypedDataDomain? Of(Pool pool) => _domains.GetValueOrDefault(pool.Name);

    protected override async Task AskAsync(CancellationToken cancellationToken)
    {
        foreach (var pool in pools.Pools.Where(pool => pool.Forwarder is not null && Of(pool) is null))
            _domains[pool.Name] = await ForwarderDomain.ReadAsync(nodes, pool, pool.Forwarder!.Value, cancellationToken);
    }
}
