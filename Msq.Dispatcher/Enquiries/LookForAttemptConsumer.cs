using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Storage;

namespace Msq.Dispatcher.Enquiries;

/// <summary>Looks for an attempt in doubt. A relayer that does not answer is asked again when the row is due again.</summary>
internal sealed class LookForAttemptConsumer(AttemptSearch search, MsqDbContext db, PoolFile pools, ILogger<LookForAttemptConsumer> logger)
    : IConsumer<LookForAttempt>
{
    public async Task Consume(ConsumeContext<LookForAttempt> context)
    {
        var (id, number, relayerId) = context.Message;
        var attempt = await db.Attempts.AsNoTracking()
            .SingleOrDefaultAsync(x => x.TransactionId == id && x.Number == number, context.CancellationToken);
        if (attempt?.Identity is null || pools.Relayer(relayerId) is not { } relayer)
            return;

        try
        {
            var (found, evidence) = await search.LookAsync(relayer, attempt, context.CancellationToken);
            if (found is not null)
                await context.Send(Queues.Address(Queues.Transactions), new DispatchAccepted(id, number, relayerId, found, Found: true));
            else
                await context.Send(Queues.Address(Queues.Absence), new AttemptNotFound(id, number, null, evidence));
        }
        catch (RelayerUnavailableException exception)
        {
            logger.LogWarning("{TransactionId}: {Reason}", id, exception.Message);
        }
    }
}
