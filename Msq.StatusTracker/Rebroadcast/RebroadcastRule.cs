using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.StatusTracker.Transactions;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Rebroadcast;

/// <summary>
/// When the signed bytes of a transaction may go out again: the only resend that cannot double anything, since a nonce is used once. After a cancel or
/// <c>validUntil</c> only bytes that use the nonce up with nothing may, since the client counts on that, and those that its relayer saw mined: they came in time, it
/// has looked away from them for good, and a reorganisation must not leave their nonce open.
/// </summary>
internal static class RebroadcastRule
{
    /// <summary>Whether the row, as it stands, allows it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The database's time (UTC).</param>
    public static bool Allows(Transaction row, DateTime now) =>
        row.CurrentState is nameof(TransactionStateMachine.Submitted) or nameof(TransactionStateMachine.InDoubt)
        && row is { RawTransaction: not null, Hash: not null, Nonce: not null }
        && (!IsStopped(row, now) || row.MinedHash == row.Hash || IsNoop(RawTransaction.Decode(HexConvert.ToBytes(row.RawTransaction))));

    /// <summary>The client does not want it executed any more.</summary>
    public static bool IsStopped(Transaction row, DateTime now) => row.CancelRequestedAt is not null || row.ValidUntil <= now;

    /// <summary>A transfer of nothing to itself.</summary>
    public static bool IsNoop(RawTransaction content) => content.To == content.Sender && content.Value.IsZero && content.Data.Length == 0;
}
