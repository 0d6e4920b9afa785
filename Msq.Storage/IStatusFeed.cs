namespace Msq.Storage;

/// <summary>
/// Tells whoever waits that a transaction's status changed, once the change is committed. May lose announcements: waiters also look by themselves.
/// </summary>
public interface IStatusFeed
{
    /// <summary>Announces a change. Returns at once, never fails.</summary>
    void Announce(Guid transactionId);

    /// <summary>Completes when a change of the transaction is announced, or when cancelled.</summary>
    Task WaitAsync(Guid transactionId, CancellationToken cancellationToken);
}
