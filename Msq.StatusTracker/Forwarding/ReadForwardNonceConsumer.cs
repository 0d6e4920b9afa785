using MassTransit;
using Msq.Contracts.Messages;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;

namespace Msq.StatusTracker.Forwarding;

/// <summary>Reads signers' nonces at forwarders, many in one request. A node that does not answer costs time only: the sweep asks again.</summary>
internal sealed class ReadForwardNonceConsumer(PoolFile pools, PoolNodes nodes, ILogger<ReadForwardNonceConsumer> logger) : IConsumer<Batch<ReadForwardNonce>>
{
    public async Task Consume(ConsumeContext<Batch<ReadForwardNonce>> context)
    {
        foreach (var chain in context.Message.Select(item => item.Message).DistinctBy(item => item.TransactionId).GroupBy(item => item.ChainId))
        {
            if (pools.Pools.FirstOrDefault(pool => pool.ChainId == chain.Key) is { } pool)
                await ReadAsync(context, pool, [.. chain]);
        }
    }

    private async Task ReadAsync(ConsumeContext context, Pool pool, List<ReadForwardNonce> wanted)
    {
        try
        {
            var (newest, final) = await nodes.AskAsync(pool, node => AskAsync(node, pool, wanted, context.CancellationToken));
            var endpoint = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
            await Task.WhenAll(wanted.Select((item, index) => newest[index] is { } nonce
                ? endpoint.Send(new ForwardNonceRead(item.TransactionId, nonce, final[index] ?? 0))
                : Task.CompletedTask));
        }
        catch (RpcUnavailableException exception)
        {
            logger.LogWarning("{Pool}: no forwarder's nonce: {Reason}", pool.Name, exception.Message);
        }
    }

    private static async Task<(IReadOnlyList<ulong?> Newest, IReadOnlyList<ulong?> Final)> AskAsync(
        EthereumNode node, Pool pool, List<ReadForwardNonce> wanted, CancellationToken cancellationToken)
    {
        var signers = wanted.Select(item => (Address.Parse(item.Forwarder), Address.Parse(item.Signer))).ToList();
        var head = await node.BlockNumberAsync(cancellationToken);
        var depth = (ulong)pool.Confirmations - 1;
        // The deep block first: what it says of a nonce, the newest says too.
        var final = await node.GetForwardNoncesAsync(signers, head > depth ? head - depth : 0, cancellationToken);
        return (await node.GetForwardNoncesAsync(signers, block: null, cancellationToken), final);
    }
}

internal sealed class ReadForwardNonceDefinition : ConsumerDefinition<ReadForwardNonceConsumer>
{
    public ReadForwardNonceDefinition() => EndpointName = Queues.ForwardNonces;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReadForwardNonceConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.BatchedQuestions(consumerConfigurator);
}
