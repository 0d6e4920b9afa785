using System.Security.Cryptography;

namespace Msq.StatusTracker.Transactions;

/// <summary>
/// The small offset in the gas limit that tells attempts with equal payloads apart. Unused gas is not paid for. A unique index has the last word: when two
/// processes meet, the message is tried again with the next offset.
/// </summary>
internal sealed class GasOffset
{
    private const uint Range = 4096;
    private uint _last = (uint)RandomNumberGenerator.GetInt32((int)Range);

    /// <summary>Units of gas, below 4096.</summary>
    public ulong Next() => Interlocked.Increment(ref _last) % Range;
}
