using Msq.Storage.Transactions;

namespace Msq.Storage.Sagas;

/// <summary>
/// One message's step. It waits for its turn in a group, is taken by whoever consumes the message, in that one's own flow, and waits once more for the group's commit.
/// </summary>
internal sealed class WaitingStep(Guid transactionId, bool isAlone)
{
    private readonly TaskCompletionSource<Turn> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid TransactionId { get; } = transactionId;

    /// <summary>It shares with nobody.</summary>
    public bool IsAlone { get; } = isAlone;

    /// <summary>For the consumer: waits for the turn, takes the step, waits for the commit.</summary>
    public async Task TakeAsync(Func<Turn, Task> step, CancellationToken cancellationToken)
    {
        Turn turn;
        await using (cancellationToken.Register(() => _turn.TrySetCanceled(cancellationToken)))
            turn = await _turn.Task;
        try
        {
            await step(turn);
        }
        catch (Exception exception)
        {
            _taken.SetResult(exception);
            throw;
        }

        _taken.SetResult(null);
        await _committed.Task;
    }

    /// <summary>For the group: has the step taken. One that nobody waits for any more is left out.</summary>
    public async Task GiveTurnAsync(Turn turn)
    {
        if (_turn.TrySetResult(turn) && await _taken.Task is { } failure)
            throw failure;
    }

    /// <summary>For the group: it is committed.</summary>
    public void Commit() => _committed.TrySetResult();

    /// <summary>For the group: nothing of it was committed.</summary>
    public void Fail(Exception reason)
    {
        _turn.TrySetException(reason);
        _committed.TrySetException(reason);
        // Whoever failed by itself does not wait for this.
        _ = _committed.Task.Exception;
    }
}

/// <summary>A step's turn.</summary>
/// <param name="Group">Those that it shares a commit with.</param>
/// <param name="Row">The transaction's row, locked; null if there is none.</param>
internal sealed record Turn(StepGroup Group, Transaction? Row);
