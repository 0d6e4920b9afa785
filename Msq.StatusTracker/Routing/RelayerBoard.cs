using System.Collections.Concurrent;
using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Routing;

/// <summary>What routing knows of the relayers: refreshed from the database about every second, counted on in between.</summary>
internal sealed class RelayerBoard(PoolFile pools, RoundRobin roundRobin, LeastLoad leastLoad)
{
    private volatile BoardState _state = BoardState.Empty;

    /// <summary>A relayer of the pool that can take one more attempt, or null.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="keep">The relayer to stay with if it can take it.</param>
    /// <param name="avoid">The relayer to take only if there is no other.</param>
    /// <param name="only">The one relayer that may take it; null = any.</param>
    public RelayerChoice? Choose(string pool, string? keep, string? avoid, string? only)
    {
        var state = _state;
        if (pools.Pool(pool) is not { } known || !state.FollowedChains.Contains(known.ChainId))
            return null;

        var able = known.Relayers
            .Where(relayer => (only is null || relayer.Id == only) && state.Addresses.ContainsKey(relayer.Id) && state.Open.GetValueOrDefault(relayer.Id) < relayer.MaxPending)
            .ToList();
        var chosen = able.Find(relayer => relayer.Id == keep) ?? Choose(known.Strategy, able.Count > 1 ? [.. able.Where(relayer => relayer.Id != avoid)] : able, state);
        if (chosen is null)
            return null;
        state.Open.AddOrUpdate(chosen.Id, 1, (_, open) => open + 1);
        return new RelayerChoice(chosen.Id, state.Addresses[chosen.Id]);
    }

    private Relayer? Choose(Strategy strategy, IReadOnlyList<Relayer> able, BoardState state) =>
        strategy == Strategy.LeastLoad ? leastLoad.Next(able, relayer => state.Open.GetValueOrDefault(relayer.Id)) : roundRobin.Next(able);

    /// <summary>The pool's relayers that can take attempts now, and how many.</summary>
    public IReadOnlyDictionary<string, int> Room(Pool pool)
    {
        var state = _state;
        return pool.Relayers
            .Where(relayer => state.FollowedChains.Contains(pool.ChainId) && state.Addresses.ContainsKey(relayer.Id))
            .Select(relayer => (relayer.Id, Room: relayer.MaxPending - state.Open.GetValueOrDefault(relayer.Id)))
            .Where(relayer => relayer.Room > 0)
            .ToDictionary(relayer => relayer.Id, relayer => relayer.Room);
    }

    /// <summary>Whether the relayer takes attempts now, full or not.</summary>
    public bool CanServe(string relayer) => pools.Lists(relayer) && _state.Addresses.ContainsKey(relayer);

    /// <summary>Puts up what was read anew.</summary>
    public void Update(BoardState state) => _state = state;
}

/// <summary>A relayer and its signer.</summary>
internal sealed record RelayerChoice(string Id, string Address);

/// <summary>What was read from the database at one moment.</summary>
/// <param name="Addresses">The signers of the relayers that are healthy.</param>
/// <param name="Open">Open attempts per relayer.</param>
/// <param name="FollowedChains">Chains with a cursor: on others nothing is sent, since nobody would see it mined.</param>
internal sealed record BoardState(IReadOnlyDictionary<string, string> Addresses, ConcurrentDictionary<string, int> Open, IReadOnlySet<ulong> FollowedChains)
{
    public static BoardState Empty { get; } = new(new Dictionary<string, string>(), [], new HashSet<ulong>());
}
