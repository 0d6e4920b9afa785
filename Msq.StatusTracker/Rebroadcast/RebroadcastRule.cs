using Msq.StatusTracker.Transactions;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Rebroadcast;

/// <summary>
/// When the signed bytes of a transaction may go out again: the only resend that cannot double anything, since a nonce is used once. Never after a cancel or
/// <c>validUntil</c>: the relayer is then using the nonce up with something else, and the client counts on that.
/// </summary>
internal static class RebroadcastRule
{
    /// <summary>Whether the row, as it stands, allows it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The database's time (UTC).</param>
    public static bool Allows(Transaction row, DateTime now) =>
        row.CurrentState is nameof(TransactionStateMachine.Submitted) or nameof(TransactionStateMachine.InDoubt)
        && row is { RawTransaction: not null, Hash: not null, Nonce: not null, CancelRequestedAt: null }
        && !(row.ValidUntil <= now);
}
