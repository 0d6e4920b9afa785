using MassTransit;

namespace Msq.Hosting.Bus;

/// <summary>Sends what may be lost: its rows are found by the sweep.</summary>
public static class Sending
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Sends messages to a queue side by side, within five seconds.</summary>
    public static async Task SendAllAsync<T>(this IBus bus, string queue, IEnumerable<T> messages, CancellationToken cancellationToken) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var endpoint = await bus.GetSendEndpoint(Queues.Address(queue));
        await Task.WhenAll(messages.Select(message => endpoint.Send(message, limit.Token)));
    }
}
