using System.Diagnostics;
using System.Threading.Channels;
using MassTransit;
using Msq.Hosting.Bus;
using Msq.Storage;

namespace Msq.Api.Submissions;

/// <summary>
/// Sends messages behind the request's back. They are hints: what is committed is found by the sweep, and a relayer's report can be asked for. So a request
/// never waits for the broker, and when the broker is away hints are dropped.
/// </summary>
internal sealed class SubmissionHints(IBus bus, TimeProvider time, ILogger<SubmissionHints> logger) : BackgroundService
{
    private const int Capacity = 10_000;
    private const int Senders = 32;
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(10);

    private readonly Channel<Hint> _hints = Channel.CreateBounded<Hint>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private long? _warned;
    private int _failed;

    /// <summary>Takes a message to send, to the saga unless another queue is named. Returns at once.</summary>
    public void Give(object message, string queue = Queues.Transactions) => _hints.Writer.TryWrite(new Hint(message, queue, MsqTelemetry.Traceparent));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAllAsync(stoppingToken)));

    private async Task SendAllAsync(CancellationToken stoppingToken)
    {
        await foreach (var hint in _hints.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Sending.InTimeAsync(token => SendAsync(hint, token), stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Warn(exception is OperationCanceledException ? "the broker did not answer in time" : exception.Message);
            }
        }
    }

    private async Task SendAsync(Hint hint, CancellationToken cancellationToken)
    {
        using var span = hint.Traceparent is null ? null : MsqTelemetry.Source.StartActivity("hint", ActivityKind.Internal, hint.Traceparent);
        var endpoint = await bus.GetSendEndpoint(Queues.Address(hint.Queue));
        await endpoint.Send(hint.Message, cancellationToken);
    }

    // While the broker is away every request fails to hint: one line in a while tells it.
    private void Warn(string reason)
    {
        int failed;
        lock (_gate)
        {
            _failed++;
            if (_warned is { } last && time.GetElapsedTime(last) < WarningInterval)
                return;
            _warned = time.GetTimestamp();
            failed = _failed;
            _failed = 0;
        }

        logger.LogWarning("{Count} hints were not sent ({Reason}); the sweep makes up for them", failed, reason);
    }

    // With the span of the request that it is sent for.
    private readonly record struct Hint(object Message, string Queue, string? Traceparent);
}
