using MassTransit;

namespace Msq.Hosting.Bus;

/// <summary>Sends what may be given up: the sweep finds its rows, it is told again, or who asked for it is told.</summary>
public static class Sending
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Sends within five seconds: a send itself may wait for its connection whatever its token says.</summary>
    /// <exception cref="OperationCanceledException">The broker did not take it in time.</exception>
    public static async Task InTimeAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        await send(limit.Token).WaitAsync(limit.Token);
    }

    /// <summary>Sends messages to a queue side by side, within five seconds.</summary>
    /// <exception cref="OperationCanceledException">The broker did not take them in time.</exception>
    public static Task SendAllAsync<T>(this IBus bus, string queue, IEnumerable<T> messages, CancellationToken cancellationToken) where T : class => InTimeAsync(
        async token =>
        {
            var endpoint = await bus.GetSendEndpoint(Queues.Address(queue));
            await Task.WhenAll(messages.Select(message => endpoint.Send(message, token)));
        },
        cancellationToken);
}
