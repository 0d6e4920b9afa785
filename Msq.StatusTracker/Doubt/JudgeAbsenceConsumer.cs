using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Doubt;

/// <summary>Weighs a look that found nothing. Where nothing can be proven yet, the sweep has it looked for again.</summary>
internal sealed class JudgeAbsenceConsumer(MsqDbContext db, AbsenceInquiry inquiry, PoolFile pools, ILogger<JudgeAbsenceConsumer> logger)
    : IConsumer<AttemptNotFound>
{
    public async Task Consume(ConsumeContext<AttemptNotFound> context)
    {
        var (id, number, relayerTransactionId, look) = context.Message;
        var transaction = await db.Transactions.AsNoTracking().SingleOrDefaultAsync(x => x.CorrelationId == id, context.CancellationToken);
        var attempt = await db.Attempts.SingleOrDefaultAsync(x => x.TransactionId == id && x.Number == number, context.CancellationToken);
        if (attempt?.Identity is null || transaction is not { ClaimedAt: { } claimedAt, Nonce: null } || transaction.Attempt != number
            || TransactionStatus.IsEnd(transaction.Status) || pools.Pool(transaction.Pool) is not { } pool)
            return;

        try
        {
            var verdict = AbsenceProof.Judge(await inquiry.GatherAsync(pool, attempt, claimedAt, look, context.CancellationToken));
            await context.Send(
                Queues.Address(Queues.Transactions),
                verdict.IsProven
                    ? (object)new AttemptProvenAbsent(id, number, relayerTransactionId, verdict.ByChain, verdict.Words)
                    : new AbsenceNotProven(id, number, verdict.Words));
        }
        catch (Exception exception) when (exception is RpcUnavailableException or RpcException)
        {
            logger.LogWarning("{TransactionId}: nothing is concluded about attempt {Attempt}: {Reason}", id, number, exception.Message);
        }
    }
}

internal sealed class JudgeAbsenceDefinition : ConsumerDefinition<JudgeAbsenceConsumer>
{
    public JudgeAbsenceDefinition()
    {
        EndpointName = Queues.Absence;
        ConcurrentMessageLimit = 4;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JudgeAbsenceConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.AddressedQueue();
        endpointConfigurator.RetryPatiently();
    }
}
