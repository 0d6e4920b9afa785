namespace Msq.Storage;

/// <summary>
/// Tells whoever waits that a transaction's status changed, once the change is committed. May lose announcements: waiters also look by themselves.
/// </summary>
public interface IStatusFeed
{
    /// <summary>Announces a change. Returns at once, never fails.</summary>
    void Announce(Guid transactionId);

    /// <summary>Has every announcement handed on, from whichever process it comes.</summary>
    /// <param name="heard">Returns at once, never fails.</param>
    /// <returns>Ends it when disposed of.</returns>
    IDisposable Listen(Action<Guid> heard);
}
