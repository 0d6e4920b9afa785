using Msq.Hosting.Clients;
using Msq.Hosting.Pools;

namespace Msq.Api.Facades;

/// <summary>Finds what a client may take for its relayer.</summary>
internal sealed class RelayerTargets(PoolFile pools)
{
    /// <summary>What the client's key stands for: its one relayer if it is mapped to one, else its first pool.</summary>
    public RelayerTarget Default(ApiClient client) => client.Relayer is { } relayer ? Find(client, relayer)! : new RelayerTarget(pools.Pool(client.Pools[0])!, null);

    /// <summary>The client's relayer or pool of that name; null when it has none.</summary>
    public RelayerTarget? Find(ApiClient client, string name)
    {
        if (client.Relayer is { } only && name != only)
            return null;
        if (pools.PoolOf(name) is { } home && client.Pools.Contains(home.Name))
            return new RelayerTarget(home, pools.Relayer(name));
        return client.Pools.Contains(name) && pools.Pool(name) is { } pool ? new RelayerTarget(pool, null) : null;
    }

    /// <summary>All of them: the pools, each followed by its relayers.</summary>
    public IReadOnlyList<RelayerTarget> All(ApiClient client) => client.Relayer is not null
        ? [Default(client)]
        : [.. client.Pools.Select(name => pools.Pool(name)!).SelectMany(pool => pool.Relayers.Select(relayer => new RelayerTarget(pool, relayer)).Prepend(new RelayerTarget(pool, null)))];
}
