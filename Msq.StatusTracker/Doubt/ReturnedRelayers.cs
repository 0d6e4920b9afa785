using MassTransit;
using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Hosting.Bus;
using Msq.StatusTracker.Transactions;
using Msq.Storage;

namespace Msq.StatusTracker.Doubt;

/// <summary>Relayers that can be asked again: while they were away each look for what is in doubt there came later than the one before it.</summary>
internal sealed class ReturnedRelayers(IServiceScopeFactory scopes, IBus bus)
{
    private const int Most = 1000;

    /// <summary>Has what is in doubt at relayers that have come back looked for now.</summary>
    public async Task LookAsync(IReadOnlyList<string> relayers, CancellationToken cancellationToken)
    {
        if (relayers.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var doubtful = await scope.ServiceProvider.GetRequiredService<MsqDbContext>().Transactions.AsNoTracking()
            .Where(x => x.CurrentState == nameof(TransactionStateMachine.InDoubt) && x.Relayer != null && relayers.Contains(x.Relayer))
            .OrderBy(x => x.CorrelationId).Select(x => x.CorrelationId).Take(Most).ToListAsync(cancellationToken);
        await bus.SendAllAsync(Queues.Transactions, doubtful.Select(id => new TransactionDue(id)), cancellationToken);
    }
}
