namespace Msq.Dispatcher.OzRelayer;

/// <summary>The moment after which a POST must no longer be on its way, by a clock that nobody sets.</summary>
/// <param name="time">The clock.</param>
/// <param name="span">How long from now.</param>
internal sealed class PostDeadline(TimeProvider time, TimeSpan span)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly long _started = time.GetTimestamp();

    /// <summary>From its begin to its end.</summary>
    public TimeSpan Span => span;

    /// <summary>Whether it has passed.</summary>
    public bool IsOver => Left == TimeSpan.Zero;

    /// <summary>What is left of it, nothing once it has passed.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = span - time.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Begins now. To be called before the claim: the settle time is counted from the claim, and when it is over, so must be everything that the relayer
    /// does with a POST. Half of it is for the way there, half for the relayer.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="settle">The pool's settle time.</param>
    public static PostDeadline Begin(TimeProvider time, TimeSpan settle) => new(time, settle / 2 < Longest ? settle / 2 : Longest);
}
