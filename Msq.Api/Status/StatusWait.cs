using Microsoft.Net.Http.Headers;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>Waits for a transaction to change.</summary>
internal sealed class StatusWait(StatusWatches watches, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Waits until a client with <paramref name="known"/> tags has something new to see; without tags, until the status changes.</summary>
    /// <returns>The newest state, changed or not.</returns>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The database cannot answer.</exception>
    public async Task<TransactionState> ForChangeAsync(
        Guid id, TransactionState first, IList<EntityTagHeaderValue> known, TimeSpan patience, CancellationToken cancellationToken)
    {
        var state = first;
        if (!IsNews(first, first, known))
        {
            await UntilAsync(id, now =>
            {
                state = now;
                return Task.FromResult(IsNews(first, now, known));
            }, patience, cancellationToken);
        }

        return state;
    }

    /// <summary>Waits until a transaction is as it is wanted, the patience is over, or the process is told to end.</summary>
    /// <param name="id">The transaction.</param>
    /// <param name="enough">Whether its state will do: asked at once, and then each time when it is another one.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The database cannot answer.</exception>
    public async Task UntilAsync(Guid id, Func<TransactionState, Task<bool>> enough, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var watch = watches.Open(id);
        using var over = new CancellationTokenSource(patience, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token, lifetime.ApplicationStopping);
        try
        {
            while (!await enough(await watch.NextAsync(waiting.Token)))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time is over, or the process's: the answer is what is known.
        }
    }

    private static bool IsNews(TransactionState first, TransactionState now, IList<EntityTagHeaderValue> known) => known.Count > 0
        ? !now.IsKnownTo(known)
        : now.Status != first.Status || TransactionStatus.IsEnd(now.Status);
}
