using System.Globalization;
using System.Numerics;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Reverts;
using Msq.Ethereum.Values;
using Msq.Hosting.Bus;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;

namespace Msq.StatusTracker.Gas;

/// <summary>Has nodes estimate gas, many transactions in one request. A node that does not answer costs time only: the sweep asks again.</summary>
internal sealed class EstimateGasConsumer(PoolFile pools, PoolNodes nodes, RevertDecoder reverts, ILogger<EstimateGasConsumer> logger) : IConsumer<Batch<EstimateGas>>
{
    public async Task Consume(ConsumeContext<Batch<EstimateGas>> context)
    {
        foreach (var chain in context.Message.Select(item => item.Message).DistinctBy(item => item.TransactionId).GroupBy(item => item.ChainId))
        {
            if (pools.Pools.FirstOrDefault(pool => pool.ChainId == chain.Key) is { } pool)
                await EstimateAsync(context, pool, [.. chain]);
        }
    }

    private async Task EstimateAsync(ConsumeContext context, Pool pool, List<EstimateGas> wanted)
    {
        var calls = wanted.Select(item => new CallRequest(
            Address.Parse(item.From), Address.Parse(item.To), BigInteger.Parse(item.Value, CultureInfo.InvariantCulture), item.Data)).ToList();
        var endpoint = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
        try
        {
            var (answers, balances) = await nodes.AskAsync(pool, async node => (
                await node.EstimateGasAsync(calls, context.CancellationToken), await BalancesAsync(node, calls, context.CancellationToken)));
            await Task.WhenAll(wanted.Select((item, index) => AnswerAsync(endpoint, item, answers[index], balances[calls[index].From] < calls[index].Value)));
        }
        catch (RpcUnavailableException exception)
        {
            logger.LogWarning("{Pool}: no gas estimate: {Reason}", pool.Name, exception.Message);
        }
    }

    // Some nodes estimate a transfer without asking whether the sender has so much.
    private static async Task<Dictionary<Address, BigInteger>> BalancesAsync(EthereumNode node, List<CallRequest> calls, CancellationToken cancellationToken)
    {
        var balances = new Dictionary<Address, BigInteger>();
        foreach (var sender in calls.Select(call => call.From).Distinct())
            balances[sender] = await node.GetBalanceAsync(sender, cancellationToken);
        return balances;
    }

    private Task AnswerAsync(ISendEndpoint endpoint, EstimateGas item, GasAnswer answer, bool exceedsBalance)
    {
        if (exceedsBalance)
            return endpoint.Send(new GasEstimateShortOfFunds(item.TransactionId, $"{item.From} has less than {item.Value} wei"));
        if (answer.Gas is { } gas)
            return endpoint.Send(new GasEstimated(item.TransactionId, gas));

        var error = answer.Error!;
        switch (error.Trouble())
        {
            case CallTrouble.ShortOfFunds:
                return endpoint.Send(new GasEstimateShortOfFunds(item.TransactionId, error.Message));
            case CallTrouble.Fails:
                return endpoint.Send(new GasEstimateReverted(item.TransactionId, reverts.Decode(error.Data)?.Reason ?? error.Message));
            default:
                logger.LogWarning("{TransactionId}: no gas estimate: {Code} {Reason}", item.TransactionId, error.Code, error.Message);
                return Task.CompletedTask;
        }
    }
}

internal sealed class EstimateGasDefinition : ConsumerDefinition<EstimateGasConsumer>
{
    public EstimateGasDefinition() => EndpointName = Queues.Gas;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EstimateGasConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.BatchedQuestions(consumerConfigurator);
}
