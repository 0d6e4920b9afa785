using MassTransit;
using Msq.Api.Audit;
using Msq.Api.Clients;
using Msq.Hosting.Bus;

namespace Msq.Api.Operations;

/// <summary>
/// Gives operators' orders to the saga. Unlike hints they are nowhere else: they are taken once the broker has them, and refused while it is away.
/// </summary>
internal sealed class OperationOrders(IBus bus, AuditLog audit, ILogger<OperationOrders> logger)
{
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(5);

    /// <summary>Sends an order.</summary>
    /// <param name="caller">Who gives it.</param>
    /// <param name="action">What it is to do, for the audit log.</param>
    /// <param name="transaction">With which transaction.</param>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the broker does not take it.</returns>
    public async Task<bool> TryGiveAsync<T>(Caller caller, string action, Guid transaction, T order, CancellationToken cancellationToken) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SendLimit);
        try
        {
            var endpoint = await bus.GetSendEndpoint(Queues.Address(Queues.Transactions)).WaitAsync(limit.Token);
            await endpoint.Send(order, limit.Token).WaitAsync(limit.Token);
            audit.Asked(caller, action, transaction);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("An operator's order was not taken: {Reason}", exception.Message);
            return false;
        }
    }
}
