using Msq.Hosting.Pools;

namespace Msq.Api.Facades;

/// <summary>What an official client takes for its relayer: one of ours, or a whole pool.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Relayer">The one relayer of it that is meant; null when the pool chooses.</param>
internal sealed record RelayerTarget(Pool Pool, Relayer? Relayer)
{
    /// <summary>Its name: a relayer's id, or a pool's name.</summary>
    public string Name => Relayer?.Id ?? Pool.Name;

    /// <summary>The relayers that may send for it.</summary>
    public IReadOnlyList<Relayer> Relayers => Relayer is null ? Pool.Relayers : [Relayer];
}
