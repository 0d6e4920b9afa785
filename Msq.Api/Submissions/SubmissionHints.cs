using System.Threading.Channels;
using MassTransit;
using Msq.Hosting.Bus;

namespace Msq.Api.Submissions;

/// <summary>
/// Sends messages to the saga behind the request's back. They are hints: what is committed is found by the sweep, and a relayer's report can be asked for. So a request
/// never waits for the broker, and when the broker is away hints are dropped.
/// </summary>
internal sealed class SubmissionHints(IBus bus, ILogger<SubmissionHints> logger) : BackgroundService
{
    private const int Capacity = 10_000;
    private const int Senders = 32;
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<object> _hints = Channel.CreateBounded<object>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes a message to send. Returns at once.</summary>
    public void Give(object message) => _hints.Writer.TryWrite(message);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAllAsync(stoppingToken)));

    private async Task SendAllAsync(CancellationToken stoppingToken)
    {
        await foreach (var message in _hints.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                limit.CancelAfter(SendLimit);
                var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Transactions));
                await endpoint.Send(message, limit.Token);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("A hint was not sent, the sweep makes up for it: {Reason}", exception.Message);
            }
        }
    }
}
