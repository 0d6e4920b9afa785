using Msq.Contracts.Messages;

namespace Msq.StatusTracker.Doubt;

/// <summary>All that bears on whether an attempt, of which a look found nothing, was ever taken.</summary>
/// <param name="Look">What the look saw.</param>
/// <param name="ClaimedAt">When the attempt was claimed (UTC).</param>
/// <param name="Settle">How long after the claim its POST may still be under way.</param>
/// <param name="Retention">For how long the relayer keeps a row at least.</param>
/// <param name="Bound">The attempt's nonce, if it has one, is below this.</param>
/// <param name="Mined">The signer's nonces below this are in blocks that the watcher has read: none of them is the attempt's, else it would have been found.</param>
/// <param name="Deep">The signer's nonces below this are in blocks at the depth that the pool asks for.</param>
/// <param name="Pending">The signer's nonces below this are on their way, as the node sees it.</param>
/// <param name="Owned">The nonces from <paramref name="Mined"/> on that other attempts are known to have.</param>
internal sealed record AbsenceFacts(
    LookEvidence Look,
    DateTimeOffset ClaimedAt,
    TimeSpan Settle,
    TimeSpan Retention,
    ulong Bound,
    ulong Mined,
    ulong Deep,
    ulong Pending,
    IReadOnlySet<ulong> Owned);
