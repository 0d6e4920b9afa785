using System.Threading.Channels;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>What is to be done with a row next.</summary>
internal enum JobKind
{
    Prepare,
    Broadcast,
    Resubmit,
}

/// <summary>
/// Jobs on rows, done by several workers at once: their order says nothing. Two jobs of one row never run together.
/// </summary>
internal sealed class Jobs(ILogger<Jobs> logger)
{
    private const int Workers = 16;

    private readonly Channel<(JobKind Kind, string Id)> waiting = Channel.CreateUnbounded<(JobKind, string)>();
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public void Add(JobKind kind, string id) => waiting.Writer.TryWrite((kind, id));

    /// <summary>Works until it is canceled. A job that fails is not repeated here: the status loop comes back to its row.</summary>
    public Task RunAsync(Func<JobKind, string, Task> work, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(work, cancellation), CancellationToken.None)));

    private async Task WorkAsync(Func<JobKind, string, Task> work, CancellationToken cancellation)
    {
        try
        {
            await foreach (var (kind, id) in waiting.Reader.ReadAllAsync(cancellation))
            {
                var turn = turns[(uint)id.GetHashCode(StringComparison.Ordinal) % turns.Length];
                await turn.WaitAsync(cancellation);
                try
                {
                    await work(kind, id).WaitAsync(cancellation);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    logger.LogWarning("{Kind} of transaction {Id} failed: {Problem}", kind, id, e.Message);
                }
                finally
                {
                    turn.Release();
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The relayer ends.
        }
    }
}
