namespace Msq.StatusTracker.Callbacks;

/// <summary>When a delivery that failed is tried again: soon at first, then ever more rarely, for about three days.</summary>
internal static class DeliverySchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
        TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24), TimeSpan.FromHours(24),
    ];

    // A receiver may ask for more patience, but not for ever.
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

    /// <summary>How old a delivery may become: the sum of the waits.</summary>
    public static TimeSpan Whole { get; } = TimeSpan.FromTicks(Waits.Sum(wait => wait.Ticks));

    /// <summary>How long to wait after the n-th attempt (from 1); null when it is given up. Up to a fifth more at random: what failed together does not come back together.</summary>
    /// <param name="attempts">How many attempts there were.</param>
    /// <param name="age">How long ago the first was due.</param>
    /// <param name="wish">The receiver's <c>Retry-After</c>.</param>
    public static TimeSpan? WaitAfter(int attempts, TimeSpan age, TimeSpan? wish)
    {
        // By age and not by attempts: what waits behind another one does not begin its three days when that is given up.
        if (age >= Whole)
            return null;
        var wait = Waits[Math.Min(attempts, Waits.Length) - 1] * (1 + (Random.Shared.NextDouble() / 5));
        var asked = wish > LongestWish ? LongestWish : wish ?? TimeSpan.Zero;
        return asked > wait ? asked : wait;
    }
}
