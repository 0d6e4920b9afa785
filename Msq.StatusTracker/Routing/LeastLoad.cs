using System.Security.Cryptography;
using Msq.Hosting.Pools;

namespace Msq.StatusTracker.Routing;

/// <summary>
/// Takes the able relayer with the fewest open transactions of ours for its weight. A relayer's own count is no fact to go by: OZ Relayer's leaves some out.
/// </summary>
public sealed class LeastLoad
{
    private const int Everybody = 1024;

    // Several trackers between two looks at the database know nothing of each other's choices: they begin in different places.
    private uint _turn = (uint)RandomNumberGenerator.GetInt32(Everybody);

    /// <summary>The next relayer, or null when there is none. Equally loaded ones take turns.</summary>
    /// <param name="able">Who can take it.</param>
    /// <param name="open">Its open transactions.</param>
    public Relayer? Next(IReadOnlyList<Relayer> able, Func<Relayer, int> open)
    {
        if (able.Count == 0)
            return null;
        var first = (int)(Interlocked.Increment(ref _turn) % (uint)able.Count);
        return able.Skip(first).Concat(able.Take(first)).MinBy(relayer => (decimal)open(relayer) / relayer.Weight);
    }
}
