using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Ethereum.JsonRpc;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.StatusTracker.Census;
using Msq.Storage;

namespace Msq.StatusTracker.Rebroadcast;

/// <summary>
/// Broadcasts signed bytes again that every node of the pool which answers has lost. With all nodes away nothing is concluded: the sweep asks again.
/// </summary>
internal sealed class BroadcastAgainConsumer(
    MsqDbContext db, PoolFile pools, IHttpClientFactory http, TimeProvider time, ILogger<BroadcastAgainConsumer> logger) : IConsumer<Batch<BroadcastAgain>>
{
    // Words of geth, erigon, nethermind and anvil for bytes that they have already.
    private static readonly string[] Known = ["already known", "already imported", "known transaction", "already exists", "AlreadyKnown"];

    // The nonce went to a block or to a dearer transaction in between: news will come from the chain.
    private static readonly string[] Overtaken = ["nonce too low", "nonce is too low", "OldNonce", "replacement"];

    public async Task Consume(ConsumeContext<Batch<BroadcastAgain>> context)
    {
        var saga = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
        var wanted = context.Message.Select(item => item.Message).Distinct().ToList();
        var found = await ReadAsync(wanted, saga, context.CancellationToken);
        foreach (var pool in found.GroupBy(x => x.Pool))
            await SearchAsync(pool.Key, [.. pool.Select(x => x.Bytes)], saga, context.CancellationToken);
    }

    private async Task<List<(Pool Pool, OriginalBytes Bytes)>> ReadAsync(
        IReadOnlyList<BroadcastAgain> wanted, ISendEndpoint saga, CancellationToken cancellationToken)
    {
        var ids = wanted.Select(x => x.TransactionId).ToList();
        var rows = await db.Transactions.AsNoTracking().Include(x => x.Attempts).Where(x => ids.Contains(x.CorrelationId)).ToListAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var found = new List<(Pool, OriginalBytes)>();
        foreach (var row in rows.Where(row => wanted.Contains(new BroadcastAgain(row.CorrelationId, row.Attempt)) && RebroadcastRule.Allows(row, now)))
        {
            try
            {
                if (pools.Pool(row.Pool) is { } pool)
                    found.Add((pool, OriginalBytes.Of(row, row.Attempts.Single(x => x.Number == row.Attempt))));
            }
            catch (FormatException exception)
            {
                Alarm.Raise(Alarm.BytesRefused);
                logger.LogError("{TransactionId}: its stored bytes are not the ones that were signed and are never sent: {Reason}", row.CorrelationId, exception.Message);
                await saga.Send(new SignedBytesRefused(row.CorrelationId, row.Attempt, row.Hash!, exception.Message), cancellationToken);
            }
        }

        return found;
    }

    private async Task SearchAsync(Pool pool, IReadOnlyList<OriginalBytes> transactions, ISendEndpoint saga, CancellationToken cancellationToken)
    {
        var sightings = new List<Sighting>();
        foreach (var url in pool.RpcUrls)
        {
            try
            {
                var node = new EthereumNode(new JsonRpcClient(http.CreateClient(PoolNodes.HttpClientName), url));
                sightings.Add(await Sighting.AskAsync(node, [.. transactions.Select(x => x.Content)], cancellationToken));
            }
            catch (Exception exception) when (exception is RpcUnavailableException or RpcException)
            {
                logger.LogWarning("{Pool}: a node cannot say what it knows: {Reason}", pool.Name, exception.Message);
            }
        }

        if (sightings.Count == 0)
            return;
        var lost = transactions.Where(x => sightings.All(sighting => sighting.HasLost(x.Content)));
        // In the order of their nonces: a node may not keep one that comes before its time.
        foreach (var bytes in lost.OrderBy(x => x.Content.Nonce))
            await SendAsync(bytes, sightings, saga, cancellationToken);
    }

    private async Task SendAsync(OriginalBytes bytes, List<Sighting> sightings, ISendEndpoint saga, CancellationToken cancellationToken)
    {
        // The nodes took their time to answer; a cancel may have come meanwhile.
        if (!await StillAllowedAsync(bytes, cancellationToken))
            return;
        var taken = 0;
        foreach (var sighting in sightings)
            taken += await TakesAsync(sighting.Node, bytes, cancellationToken) ? 1 : 0;
        if (taken > 0)
            await saga.Send(new BytesBroadcastAgain(bytes.TransactionId, bytes.Attempt, bytes.Content.Hash, taken), cancellationToken);
    }

    private async Task<bool> StillAllowedAsync(OriginalBytes bytes, CancellationToken cancellationToken)
    {
        var row = await db.Transactions.AsNoTracking().SingleAsync(x => x.CorrelationId == bytes.TransactionId, cancellationToken);
        return row.Attempt == bytes.Attempt && row.Hash == bytes.Content.Hash && RebroadcastRule.Allows(row, time.GetUtcNow().UtcDateTime);
    }

    private async Task<bool> TakesAsync(EthereumNode node, OriginalBytes bytes, CancellationToken cancellationToken)
    {
        try
        {
            await node.SendRawTransactionAsync(bytes.Raw, cancellationToken);
            logger.LogInformation("{TransactionId}: {Host} had lost {Hash} and has it again", bytes.TransactionId, node.Url.Host, bytes.Content.Hash);
            return true;
        }
        catch (RpcException exception) when (Says(exception.Error, Known))
        {
            return true;
        }
        catch (RpcException exception) when (Says(exception.Error, Overtaken))
        {
            logger.LogInformation("{TransactionId}: {Host} no longer needs {Hash}: {Reason}", bytes.TransactionId, node.Url.Host, bytes.Content.Hash, exception.Error.Message);
            return false;
        }
        catch (Exception exception) when (exception is RpcException or RpcUnavailableException)
        {
            logger.LogWarning("{TransactionId}: {Host} did not take {Hash} again: {Reason}", bytes.TransactionId, node.Url.Host, bytes.Content.Hash, exception.Message);
            return false;
        }
    }

    private static bool Says(RpcError error, string[] words) => words.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase));
}

internal sealed class BroadcastAgainDefinition : ConsumerDefinition<BroadcastAgainConsumer>
{
    public BroadcastAgainDefinition() => EndpointName = Queues.Broadcasts;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BroadcastAgainConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.BatchedQuestions(consumerConfigurator, concurrency: 2);
}
