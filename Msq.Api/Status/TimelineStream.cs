using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Msq.Storage.Commits;
using Msq.Storage.Transactions;

namespace Msq.Api.Status;

/// <summary>
/// A transaction's timeline as server-sent events: each line once, in order, from where the client left off until the transaction is over. An event's id is its line's, which is the
/// same in every process.
/// </summary>
internal sealed class TimelineStream(StatusWatches watches, IServiceScopeFactory scopes, TimeProvider time, IHostApplicationLifetime lifetime)
{
    // Proxies give a silent connection up, many of them after half a minute.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>The events, until the transaction is over, the process ends or the client is gone. Between them comments go straight to the response, so that either side notices when the other is gone.</summary>
    /// <param name="id">The transaction.</param>
    /// <param name="after">The id of the last event that the client has; 0 for all.</param>
    /// <param name="response">Where the events are written.</param>
    /// <param name="cancellationToken">The client is gone.</param>
    public async IAsyncEnumerable<SseItem<TimelineEntry>> ReadAsync(Guid id, long after, HttpResponse response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var timer = new PeriodicTimer(KeepAlive, time);
        var alive = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        // The first one takes the headers along: who has all events up to now would not get them before something happens.
        await CommentAsync(response, cancellationToken);
        var isOver = false;
        while (!isOver)
        {
            var next = NextAsync(id, after, open.Token);
            while (await Task.WhenAny(next, alive) != next)
            {
                await CommentAsync(response, cancellationToken);
                alive = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            }

            (var lines, isOver) = await next;
            foreach (var line in lines)
            {
                yield return new SseItem<TimelineEntry>(TimelineEntry.Of(line)) { EventId = line.Id.ToString(CultureInfo.InvariantCulture) };
                after = line.Id;
            }
        }
    }

    // The lines after the last one, once there are some, and whether they are the last of all.
    private async Task<(IReadOnlyList<TransactionEvent> Lines, bool IsOver)> NextAsync(Guid id, long after, CancellationToken open)
    {
        while (true)
        {
            try
            {
                using var watch = watches.Open(id);
                for (int? version = null; ;)
                {
                    var state = await watch.NextAsync(open);
                    // Only a write brings lines; confirmations grow without.
                    if (state.Version == version)
                        continue;
                    version = state.Version;
                    // Read after the state: the line of an end was written with it.
                    var lines = await LinesAsync(id, after, open);
                    if (lines.Count > 0 || TransactionStatus.IsEnd(state.Status))
                        return (lines, TransactionStatus.IsEnd(state.Status));
                }
            }
            catch (OperationCanceledException) when (open.IsCancellationRequested)
            {
                return ([], true);
            }
            catch (Exception exception) when (DatabaseTrouble.Is(exception))
            {
                // The client has its events up to here and would only come again: the stream waits with it.
                await Task.WhenAny(Task.Delay(Retry, time, open));
            }
        }
    }

    private async Task<List<TransactionEvent>> LinesAsync(Guid id, long after, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TransactionReading>().TimelineAsync(id, after, cancellationToken);
    }

    private static Task CommentAsync(HttpResponse response, CancellationToken cancellationToken) => response.WriteAsync(": open\n\n", cancellationToken);
}
