using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.Storage;
using Msq.Storage.Relayers;

namespace Msq.StatusTracker.Routing;

/// <summary>Keeps the relayers' rows as the dispatchers last saw them.</summary>
internal sealed class RelayerObservedConsumer(MsqDbContext db) : IConsumer<RelayerObserved>
{
    public async Task Consume(ConsumeContext<RelayerObserved> context)
    {
        var seen = context.Message;
        var at = seen.ObservedAt.UtcDateTime;
        var updated = await db.Relayers.Where(x => x.Id == seen.Relayer && x.ObservedAt <= at).ExecuteUpdateAsync(
            x => x.SetProperty(r => r.Address, r => seen.Address ?? r.Address)
                .SetProperty(r => r.Healthy, seen.Healthy)
                .SetProperty(r => r.Reason, seen.Reason)
                .SetProperty(r => r.ObservedAt, at),
            context.CancellationToken);
        if (updated > 0 || await db.Relayers.AnyAsync(x => x.Id == seen.Relayer, context.CancellationToken))
            return;

        db.Relayers.Add(new RelayerRow { Id = seen.Relayer, Address = seen.Address, Healthy = seen.Healthy, Reason = seen.Reason, ObservedAt = at });
        await db.SaveChangesAsync(context.CancellationToken);
    }
}

internal sealed class RelayerObservedDefinition : ConsumerDefinition<RelayerObservedConsumer>
{
    public RelayerObservedDefinition() => EndpointName = Queues.Relayers;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RelayerObservedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddressedQueue();
        endpointConfigurator.RetryPatiently();
    }
}
