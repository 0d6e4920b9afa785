using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>Reads transactions, and follows them.</summary>
internal sealed class TransactionReader(ApiChannel channel, TimeProvider time)
{
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(25);

    // For a server that answers at once instead of holding, or a proxy that takes the tags away: how long to leave it in peace.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public Task<MsqTransaction> GetAsync(Guid id, CancellationToken cancellationToken) =>
        channel.ReadAsync<MsqTransaction>(ApiCall.Get($"relay/transactions/{id}"), cancellationToken);

    /// <summary>The state, and another one each time that it changed, until it is over. The events of the server say when to ask; without them it is asked to hold its answer.</summary>
    public async IAsyncEnumerable<MsqTransaction> FollowAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var news = new TransactionNews(channel, id, time);
        EntityTagHeaderValue? known = null;
        IReadOnlyList<TimelineEntry> timeline = [];
        while (true)
        {
            var (transaction, tag) = await ReadAsync(id, known, isHeld: known is not null && !news.IsLive, cancellationToken);
            if (transaction is not null)
            {
                (known, timeline) = (tag, transaction.Timeline);
                yield return transaction;
                if (transaction.IsOver)
                    yield break;
            }

            if (!news.IsLive && (transaction is null || known is null))
                await Task.Delay(Pause, time, cancellationToken);
            await news.WaitAsync(timeline, cancellationToken);
        }
    }

    // The present state; nothing when it is the known one, and stayed so while the server held its answer.
    private async Task<(MsqTransaction? Transaction, EntityTagHeaderValue? Tag)> ReadAsync(Guid id, EntityTagHeaderValue? known, bool isHeld, CancellationToken cancellationToken)
    {
        var call = ApiCall.Get($"relay/transactions/{id}{(isHeld ? $"?wait={LongPoll.TotalSeconds:0}" : "")}") with { Known = known, Wait = isHeld ? LongPoll : TimeSpan.Zero };
        using var answer = await channel.SendAsync(call, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotModified
            ? (null, known)
            : (await channel.ReadAsync<MsqTransaction>(call, answer, cancellationToken), answer.Headers.ETag);
    }
}
