namespace Msq.Dispatcher.OzRelayer;

/// <summary>The moment after which a POST must no longer be on its way, by a clock that nobody sets.</summary>
/// <param name="time">The clock.</param>
/// <param name="span">How long from now.</param>
internal sealed class PostDeadline(TimeProvider time, TimeSpan span)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>From its begin to its end.</summary>
    public TimeSpan Span => span;

    /// <summary>What is left of it; not positive once it is over.</summary>
    public TimeSpan Left => span - time.GetElapsedTime(_started);
}
