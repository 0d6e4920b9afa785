using System.Text.Json;
using MassTransit;
using Msq.Contracts.Messages;
using Msq.Dispatcher.OzRelayer;
using Msq.Hosting.Bus;
using Msq.Hosting.OzRelayer;
using Msq.Hosting.Pools;

namespace Msq.Dispatcher.Enquiries;

/// <summary>
/// Asks a relayer for a transaction that it owns, or has it cancelled. A relayer that does not answer is asked again when the row is due again.
/// </summary>
internal sealed class AskRelayerConsumer(OzRelayerClient client, PoolFile pools, ILogger<AskRelayerConsumer> logger)
    : IConsumer<AskRelayer>, IConsumer<CancelAtRelayer>
{
    public Task Consume(ConsumeContext<AskRelayer> context)
    {
        var (id, attempt, relayerId, relayerTransactionId) = context.Message;
        return AnswerAsync(context, id, attempt, relayerId, relayerTransactionId, client.GetTransactionAsync);
    }

    public Task Consume(ConsumeContext<CancelAtRelayer> context)
    {
        var (id, attempt, relayerId, relayerTransactionId) = context.Message;
        return AnswerAsync(context, id, attempt, relayerId, relayerTransactionId, CancelAsync);
    }

    private async Task<JsonElement?> CancelAsync(Relayer relayer, string id, CancellationToken cancellationToken)
    {
        // OZ Relayer would cancel another relayer's row with this one's key: look whose it is first.
        var row = await client.GetTransactionAsync(relayer, id, cancellationToken);
        return row is { } known && RelayerReportReader.Text(known, "relayer_id") == relayer.RelayerId
            ? await client.CancelTransactionAsync(relayer, id, cancellationToken) ?? row
            : row;
    }

    private async Task AnswerAsync(
        ConsumeContext context, Guid id, int attempt, string relayerId, string relayerTransactionId,
        Func<Relayer, string, CancellationToken, Task<JsonElement?>> question)
    {
        if (pools.Relayer(relayerId) is not { } relayer)
            return;

        try
        {
            var row = await question(relayer, relayerTransactionId, context.CancellationToken);
            var saga = await context.GetSendEndpoint(Queues.Address(Queues.Transactions));
            if (row is null)
            {
                await saga.Send(new RelayerTransactionForgotten(id, attempt, relayerTransactionId), context.CancellationToken);
                return;
            }

            var chainId = pools.PoolOf(relayer.Id)!.ChainId;
            // OZ Relayer looks a row up by its id alone and would show another relayer's.
            if (RelayerReportReader.Text(row.Value, "relayer_id") == relayer.RelayerId && RelayerReportReader.Read(row.Value, chainId) is { } report)
                await saga.Send(new RelayerTransactionReported(id, attempt, report), context.CancellationToken);
        }
        catch (RelayerUnavailableException exception)
        {
            logger.LogWarning("{TransactionId}: {Reason}", id, exception.Message);
        }
    }
}
