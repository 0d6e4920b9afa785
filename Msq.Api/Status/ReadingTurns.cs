namespace Msq.Api.Status;

/// <summary>
/// Lets a bounded number of reads go to the database at a time; the others wait here. Without it a thousand clients who come at once, as after a restart, would wait for a database
/// connection, and be refused after the two seconds that this may take although the database is well.
/// </summary>
internal sealed class ReadingTurns : IDisposable
{
    private readonly SemaphoreSlim _free = new(16);

    /// <summary>Reads when it is its turn.</summary>
    public async Task<T> TakeAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await read();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
