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
    /// <summary>Sends an order.</summary>
    /// <param name="caller">Who gives it.</param>
    /// <param name="action">What it is to do, for the audit log.</param>
    /// <param name="transaction">With which transaction.</param>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the broker does not take it.</returns>
    public async Task<bool> TryGiveAsync<T>(Caller caller, string action, Guid transaction, T order, CancellationToken cancellationToken) where T : class
    {
        try
        {
            await bus.SendAllAsync(Queues.Transactions, [order], cancellationToken);
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
