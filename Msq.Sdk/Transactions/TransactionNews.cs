using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>Tells when there is something new about a transaction, by the server's events as long as they come.</summary>
internal sealed class TransactionNews(ApiChannel channel, Guid id, TimeProvider time) : IAsyncDisposable
{
    // A proxy may hold a stream back for ever; what stays silent for so long is not waited for any longer.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private HttpResponseMessage? answer;
    private IAsyncEnumerator<SseItem<TimelineEntry?>>? events;
    private Task<bool>? next;

    /// <summary>Whether events are to be had. If not, the state has to be asked for.</summary>
    public bool IsLive { get; private set; } = true;

    /// <summary>Waits for an event that is not in the timeline yet; returns at once when there are none to be had.</summary>
    public async Task WaitAsync(IReadOnlyList<TimelineEntry> timeline, CancellationToken cancellationToken)
    {
        if (IsLive && events is null)
            await OpenAsync(cancellationToken);
        while (IsLive)
        {
            next ??= events!.MoveNextAsync().AsTask();
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(next, Task.Delay(Silence, time, silence.Token));
            await silence.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (!next.IsCompleted || !await IsThereAsync(next))
            {
                await CloseAsync();
                return;
            }

            next = null;
            if (events!.Current.Data is { } entry && !timeline.Contains(entry))
                return;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        answer = await channel.OpenAsync(ApiCall.Get($"relay/transactions/{id}/events"), cancellationToken);
        IsLive = answer is { StatusCode: HttpStatusCode.OK, Content.Headers.ContentType.MediaType: "text/event-stream" };
        if (IsLive)
            events = SseParser.Create(await answer!.Content.ReadAsStreamAsync(cancellationToken), Read).EnumerateAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
    }

    // The end of the stream, or of the connection, is no error: the state is asked for from then on.
    private static async Task<bool> IsThereAsync(Task<bool> next)
    {
        try
        {
            return await next;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
        {
            return false;
        }
    }

    private static TimelineEntry? Read(string type, ReadOnlySpan<byte> data) => JsonSerializer.Deserialize<TimelineEntry>(data, MsqJson.Options);

    private async Task CloseAsync()
    {
        IsLive = false;
        // Ends a read that is under way; only then may its enumerator be disposed of.
        answer?.Dispose();
        if (next is not null)
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (events is not null)
            await events.DisposeAsync();
        (answer, events, next) = (null, null, null);
    }
}
