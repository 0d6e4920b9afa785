using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Msq.Hosting.Configuration;

/// <summary>
/// Reads a configuration file again when its text has changed, without a restart. A bad file is refused, and what was good stays.
/// </summary>
internal sealed class ConfigurationReload(IEnumerable<FollowedFile> files, TimeProvider time, ILogger<ConfigurationReload> logger) : BackgroundService
{
    // Looked at rather than notified of: mounted configuration changes by a link, of which not every file system tells.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new Dictionary<FollowedFile, string>();
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            foreach (var file in files)
                await LookAsync(file, known, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(FollowedFile file, Dictionary<FollowedFile, string> known, CancellationToken stoppingToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file.Path, stoppingToken);
            if (known.TryGetValue(file, out var before) && text != before)
                Reload(file);
            known[file] = text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // In the middle of being replaced, perhaps.
            logger.LogWarning("{File} cannot be read now, what it said stays: {Reason}", file.Path, exception.Message);
        }
    }

    private void Reload(FollowedFile file)
    {
        try
        {
            logger.LogInformation("{File} was read again; {Changes}", file.Path, file.TakeOver());
        }
        catch (ConfigurationProblem problem)
        {
            logger.LogError("The changed file is refused, what it said before stays: {Problem}", problem.Message);
        }
    }
}
