using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Routing;

/// <summary>Takes able relayers in turn, each as often as its weight says, evenly mixed.</summary>
public sealed class RoundRobin
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _credit = [];

    /// <summary>The next relayer, or null when there is none.</summary>
    public Relayer? Next(IReadOnlyList<Relayer> able)
    {
        if (able.Count == 0)
            return null;
        lock (_gate)
        {
            // Everybody earns its weight, the richest is taken and pays for all: a heavy one is not taken many times in a row.
            foreach (var relayer in able)
                _credit[relayer.Id] = _credit.GetValueOrDefault(relayer.Id) + relayer.Weight;
            var chosen = able.MaxBy(relayer => _credit[relayer.Id])!;
            _credit[chosen.Id] -= able.Sum(relayer => relayer.Weight);
            return chosen;
        }
    }
}
