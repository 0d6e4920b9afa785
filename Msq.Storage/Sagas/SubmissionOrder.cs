namespace Msq.Storage.Sagas;

/// <summary>
/// How far submissions have been taken up. Their ids rise with time and their queue keeps its order, so what was accepted after the newest one that was taken still stands in the queue
/// behind it: sending it again would only make the queue longer.
/// </summary>
public sealed class SubmissionOrder(TimeProvider time)
{
    // Nothing was taken for that long: either the queue is empty or the broker is away.
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private Guid _newest;
    private long _at;

    /// <summary>Whether the submission of a transaction that was not taken up is likely to wait in the queue.</summary>
    public bool IsInLine(Guid transactionId)
    {
        lock (_gate)
            return _newest != Guid.Empty && transactionId.CompareTo(_newest) > 0 && time.GetElapsedTime(_at) < Standstill;
    }

    internal void Took(Guid transactionId)
    {
        lock (_gate)
        {
            _at = time.GetTimestamp();
            if (transactionId.CompareTo(_newest) > 0)
                _newest = transactionId;
        }
    }
}
