using System.Numerics;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
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

    private static async Task<(List<ulong?> Newest, List<ulong?> Final)> AskAsync(
        EthereumNode node, Pool pool, List<ReadForwardNonce> wanted, CancellationToken cancellationToken)
    {
        var calls = wanted.Select(item => new CallRequest(
            Address.Zero, Address.Parse(item.Forwarder), BigInteger.Zero, ForwarderCalls.Nonces(Address.Parse(item.Signer)))).ToList();
        var head = await node.BlockNumberAsync(cancellationToken);
        var depth = (ulong)pool.Confirmations - 1;
        // The deep block first: what it says of a nonce, the newest says too.
        var final = await node.CallAsync(calls, head > depth ? head - depth : 0, cancellationToken);
        var newest = await node.CallAsync(calls, block: null, cancellationToken);
        return (newest.Select(Nonce).ToList(), final.Select(Nonce).ToList());
    }

    // Null where the node gave none: it may not have the block's state any more, or there was no forwarder yet.
    private static ulong? Nonce(RpcAnswer answer) =>
        answer.Result is { } result && HexConvert.TryToBytes(result.GetString(), out var bytes) && bytes.Length == 32 && ForwarderCalls.ReadNonce(bytes) is var nonce && nonce <= long.MaxValue
            ? (ulong)nonce
            : null;
}

internal sealed class ReadForwardNonceDefinition : ConsumerDefinition<ReadForwardNonceConsumer>
{
    public ReadForwardNonceDefinition() => EndpointName = Queues.ForwardNonces;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReadForwardNonceConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.BatchedQuestions(consumerConfigurator);
}
