namespace Msq.StatusTracker.Sweep;

/// <summary>Once a minute, lets go of what has been kept for long enough: idempotency keys, then whole transactions.</summary>
internal sealed class RetentionLoop(IServiceScopeFactory scopes, TimeProvider time, ILogger<RetentionLoop> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await DrainAsync<KeyExpiry>((keys, most) => keys.ExpireAsync(most, stoppingToken), stoppingToken);
                await DrainAsync<HistoryRemoval>((history, most) => history.RemoveAsync(most, stoppingToken), stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("What has been kept for long enough cannot be let go now: {Reason}", exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task DrainAsync<T>(Func<T, int, Task<int>> letGo, CancellationToken stoppingToken) where T : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        var duty = scope.ServiceProvider.GetRequiredService<T>();
        while (await letGo(duty, Batch) == Batch)
            stoppingToken.ThrowIfCancellationRequested();
    }
}
