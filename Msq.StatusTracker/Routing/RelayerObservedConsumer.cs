using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.StatusTracker.Census;
using Msq.Storage;
using Msq.Storage.Relayers;

namespace Msq.StatusTracker.Routing;

/// <summary>
/// Keeps the relayers' rows as the dispatchers last saw them. Signer and place of a relayer never change while attempts of it are open: what these became would be looked for
/// where it cannot be. Until they are over it gets no new work.
/// </summary>
internal sealed class RelayerObservedConsumer(MsqDbContext db, ILogger<RelayerObservedConsumer> logger) : IConsumer<RelayerObserved>
{
    public async Task Consume(ConsumeContext<RelayerObserved> context)
    {
        var seen = context.Message;
        var at = seen.ObservedAt.UtcDateTime;
        var known = await db.Relayers.AsNoTracking().SingleOrDefaultAsync(x => x.Id == seen.Relayer, context.CancellationToken);
        if (known is null)
        {
            db.Relayers.Add(new RelayerRow { Id = seen.Relayer, Address = seen.Address, Place = seen.Place, Healthy = seen.Healthy, Reason = seen.Reason, Balance = seen.Balance, ObservedAt = at });
            await db.SaveChangesAsync(context.CancellationToken);
            return;
        }

        var (address, place, healthy, reason) = (seen.Address ?? known.Address, seen.Place, seen.Healthy, seen.Reason);
        if (Change(known, address, place) is { } change && await CountOpenAsync(seen.Relayer, context.CancellationToken) is > 0 and var open)
        {
            (address, place, healthy, reason) = (known.Address, known.Place, false, $"{change} while {open} of its attempts are open");
            if (known.Reason != reason)
            {
                Alarm.Raise(Alarm.RelayerMoved);
                logger.LogError("{Relayer}: {Reason}. It gets no new work until they are over; undo the change if they cannot be", seen.Relayer, reason);
            }
        }

        await db.Relayers.Where(x => x.Id == seen.Relayer && x.ObservedAt <= at).ExecuteUpdateAsync(
            x => x.SetProperty(r => r.Address, address).SetProperty(r => r.Place, place).SetProperty(r => r.Healthy, healthy).SetProperty(r => r.Reason, reason)
                .SetProperty(r => r.Balance, r => seen.Balance ?? r.Balance).SetProperty(r => r.ObservedAt, at),
            context.CancellationToken);
    }

    private static string? Change(RelayerRow known, string? address, string? place) =>
        known.Address is not null && known.Address != address ? $"its signer changed from {known.Address} to {address}"
        : known.Place is not null && known.Place != place ? $"it moved from {known.Place} to {place}"
        : null;

    private Task<int> CountOpenAsync(string relayer, CancellationToken cancellationToken) =>
        db.Transactions.CountAsync(x => x.Relayer == relayer && BoardRefresh.OpenStates.Contains(x.CurrentState), cancellationToken);
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
