namespace Msq.Dispatcher.Dispatch;

/// <summary>
/// Counts the attempts that this process is about to claim, POST or report. A process that ends lets them come to their end first: whatever is cut off
/// between a claim and the report of its outcome ends in doubt.
/// </summary>
internal sealed class PostsUnderWay
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _closed;

    /// <summary>Begins one; null when none may begin any more.</summary>
    public IDisposable? TryBegin()
    {
        lock (_gate)
        {
            if (_closed)
                return null;
            _count++;
            return new Post(this);
        }
    }

    /// <summary>Lets none begin any more, and completes when all that had begun are over.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_count == 0)
                _over.TrySetResult();
        }

        return _over.Task;
    }

    private void End()
    {
        lock (_gate)
        {
            _count--;
            if (_closed && _count == 0)
                _over.TrySetResult();
        }
    }

    private sealed class Post(PostsUnderWay posts) : IDisposable
    {
        public void Dispose() => posts.End();
    }
}
