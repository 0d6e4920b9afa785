using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Msq.Hosting.Preconditions;

/// <summary>
/// Something outside that this process must not work without being as it has to be. It is asked at the start, which fails if it says no; while it does not answer the
/// process starts all the same, asks on, and ends as soon as it hears no.
/// </summary>
public abstract class Precondition(IHostApplicationLifetime lifetime, ILogger logger) : BackgroundService
{
    /// <summary>The exit code of a wrong configuration (EX_CONFIG of sysexits.h).</summary>
    public const int ExitCode = 78;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private bool _answered;

    /// <exception cref="PreconditionFailure">The answer is no.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Asks. Returns when all is well.</summary>
    /// <exception cref="PreconditionFailure">It is not; any other exception means that there was no answer.</exception>
    protected abstract Task AskAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_answered)
        {
            await Task.Delay(Pause, stoppingToken);
            try
            {
                await TryAsync(stoppingToken);
            }
            catch (PreconditionFailure failure)
            {
                logger.LogCritical("{Failure}", failure.Message);
                Environment.ExitCode = ExitCode;
                lifetime.StopApplication();
                return;
            }
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(cancellationToken);
            _answered = true;
        }
        catch (Exception exception) when (exception is not PreconditionFailure && !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("What this process depends on cannot be checked yet: {Reason}", exception.Message);
        }
    }
}

/// <summary>What this process depends on is not as it has to be. The message names the setting.</summary>
public sealed class PreconditionFailure(string message) : Exception(message);
