using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Msq.Hosting.Configuration;

namespace Msq.Hosting.Pools;

/// <summary>
/// Reads the pool file again when its text has changed: relayers come and go, and settings change, without a restart. A bad file is refused, and what was good stays.
/// </summary>
internal sealed class PoolReload(PoolFile pools, IConfiguration configuration, TimeProvider time, ILogger<PoolReload> logger) : BackgroundService
{
    // Looked at rather than notified of: mounted configuration changes by a link, of which not every file system tells.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var path = Path.Combine(configuration.ConfigFolder(), PoolFile.FileName);
        string? known = null;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                var text = await File.ReadAllTextAsync(path, stoppingToken);
                if (known is not null && text != known)
                    Reload(path);
                known = text;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In the middle of being replaced, perhaps.
                logger.LogWarning("{File} cannot be read now, what it said stays: {Reason}", path, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Reload(string path)
    {
        try
        {
            var before = Listed();
            pools.TakeOver(PoolFile.Read(configuration.ConfigFolder(), name => configuration[name]), path);
            var after = Listed();
            logger.LogInformation(
                "{File} was read again; relayers added: {Added}; removed: {Removed}; changed: {Changed}", path, Words(after.Keys.Except(before.Keys)), Words(before.Keys.Except(after.Keys)),
                Words(after.Where(pair => before.TryGetValue(pair.Key, out var old) && old != pair.Value).Select(pair => pair.Key)));
        }
        catch (ConfigurationProblem problem)
        {
            logger.LogError("The changed file is refused, what it said before stays: {Problem}", problem.Message);
        }
    }

    private Dictionary<string, Relayer> Listed() => pools.Pools.SelectMany(pool => pool.Relayers).ToDictionary(relayer => relayer.Id);

    private static string Words(IEnumerable<string> ids) => string.Join(", ", ids) is { Length: > 0 } words ? words : "none";
}
