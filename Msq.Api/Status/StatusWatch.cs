using System.Threading.Channels;

namespace Msq.Api.Status;

/// <summary>Somebody waits for news of a transaction. Made by <see cref="StatusWatches"/>; ends when disposed of.</summary>
internal sealed class StatusWatch(Guid id, Action<StatusWatch> close) : IDisposable
{
    // Only the newest counts.
    private readonly Channel<TransactionState> _news = Channel.CreateBounded<TransactionState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private TransactionState? _shown;

    /// <summary>The transaction.</summary>
    public Guid Id => id;

    /// <summary>The state as it was looked at after this began, then each time when it is another one.</summary>
    /// <exception cref="ChannelClosedException">The look failed; the inner exception says why. There are no more.</exception>
    public ValueTask<TransactionState> NextAsync(CancellationToken cancellationToken) => _news.Reader.ReadAsync(cancellationToken);

    /// <summary>What a look has found.</summary>
    public void Show(TransactionState state)
    {
        if (state == _shown)
            return;
        _shown = state;
        _news.Writer.TryWrite(state);
    }

    /// <summary>A look found nothing out.</summary>
    public void Fail(Exception exception) => _news.Writer.TryComplete(exception);

    public void Dispose() => close(this);
}
