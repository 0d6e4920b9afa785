using MassTransit;
using Msq.Contracts.Messages;

namespace Msq.Dispatcher.Probes;

/// <summary>Has a relayer looked at before its turn.</summary>
internal sealed class LookAtRelayerConsumer(RelayerProbe probe) : IConsumer<LookAtRelayer>
{
    public Task Consume(ConsumeContext<LookAtRelayer> context)
    {
        probe.LookNow(context.Message.Relayer);
        return Task.CompletedTask;
    }
}
