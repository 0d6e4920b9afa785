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
        if (IsNews(first, first, known))
            return first;
        using var watch = watches.Open(id);
        using var over = new CancellationTokenSource(patience, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token, lifetime.ApplicationStopping);
        var state = first;
        try
        {
            while (!IsNews(first, state, known))
                state = await watch.NextAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time is over, or the process's: the answer is what is known.
        }

        return state;
    }

    private static bool IsNews(TransactionState first, TransactionState now, IList<EntityTagHeaderValue> known) => known.Count > 0
        ? !now.IsKnownTo(known)
        : now.Status != first.Status || TransactionStatus.IsEnd(now.Status);
}
