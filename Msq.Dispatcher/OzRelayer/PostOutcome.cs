using Msq.Contracts.Messages;

namespace Msq.Dispatcher.OzRelayer;

/// <summary>What came of a POST.</summary>
internal abstract record PostOutcome
{
    /// <summary>200, <c>success</c>, an id.</summary>
    public sealed record Accepted(RelayerReport Report) : PostOutcome;

    /// <summary>400: nothing was created, and the same body would be refused again.</summary>
    public sealed record Refused(string Reason) : PostOutcome;

    /// <summary>Nothing was sent, or the relayer turned it away before it looked.</summary>
    public sealed record NotTaken(string Reason, TimeSpan? RetryAfter = null) : PostOutcome;

    /// <summary>Everything else: it may have been taken.</summary>
    public sealed record InDoubt(string Reason) : PostOutcome;
}
