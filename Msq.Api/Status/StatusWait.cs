using Microsoft.Net.Http.Headers;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>Waits for a transaction to change: woken by the feed, and looking by itself every second, because the feed may lose announcements.</summary>
internal sealed class StatusWait(TransactionReading reading, IStatusFeed feed, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Waits until a client with <paramref name="known"/> tags has something new to see; without tags, until the status changes.</summary>
    /// <returns>The newest state, changed or not.</returns>
    public async Task<TransactionState> ForChangeAsync(
        Guid id, TransactionState first, IList<EntityTagHeaderValue> known, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var state = first;
        while (!IsNews(first, state, known) && time.GetElapsedTime(started) < patience && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            // Asked before the look, so that a change in between is not slept through.
            var announced = feed.WaitAsync(id, waiting.Token);
            state = await reading.StateAsync(id, cancellationToken) ?? state;
            if (IsNews(first, state, known))
                break;

            var left = patience - time.GetElapsedTime(started);
            if (left > TimeSpan.Zero)
                await Task.WhenAny(announced, Task.Delay(left < Look ? left : Look, time, waiting.Token));
            await waiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return state;
    }

    private static bool IsNews(TransactionState first, TransactionState now, IList<EntityTagHeaderValue> known) => known.Count > 0
        ? !now.IsKnownTo(known)
        : now.Status != first.Status || TransactionStatus.IsEnd(now.Status);
}
