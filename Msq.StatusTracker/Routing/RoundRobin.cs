using System.Collections.Concurrent;
using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Routing;

/// <summary>Takes a pool's able relayers in turn.</summary>
internal sealed class RoundRobin
{
    private readonly ConcurrentDictionary<string, uint> _turns = [];

    /// <summary>The next relayer, or null when there is none.</summary>
    public Relayer? Next(string pool, List<Relayer> able) =>
        able.Count == 0 ? null : able[(int)(_turns.AddOrUpdate(pool, 0, (_, turn) => turn + 1) % (uint)able.Count)];
}
