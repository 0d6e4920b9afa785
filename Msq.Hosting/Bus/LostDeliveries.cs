using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;

namespace Msq.Hosting.Bus;

/// <summary>
/// Lets go of a message whose connection has ended: it is handled to its end, but the connection does not wait for that. It could not be acknowledged any more, the broker delivers it again, and as long as the client
/// waits for it, no other queue of the process hears that it has to connect anew.
/// </summary>
internal sealed class LostDeliveries(ConnectionEnds ends, ILogger<LostDeliveries> logger) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var handling = next.Send(context);
        if (!handling.IsCompleted && context.ReceiveContext.TryGetPayload<ConnectionContext>(out var origin)
            && await Task.WhenAny(handling, ends.Of(origin.Connection)) != handling)
        {
            _ = FinishAsync(handling);
            return;
        }

        await handling;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("lostDeliveries");

    private async Task FinishAsync(Task handling)
    {
        try
        {
            await handling;
        }
        catch (Exception exception)
        {
            logger.LogWarning("A message failed whose connection had ended meanwhile, the broker delivers it again: {Reason}", exception.Message);
        }
    }
}
