using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Chain;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Batching;

/// <summary>What the chain has of a request that was in batches: the forwarder says in the receipt which requests a batch executed.</summary>
internal static class CarriedEvidence
{
    /// <summary>The evidence that a batch executed it; null when none did.</summary>
    public static async Task<CarriedExecution?> FindAsync(MsqDbContext db, Transaction saga, CancellationToken cancellationToken)
    {
        if (saga.Carriages == 0)
            return null;
        // A signer's nonce is used once: there is one at most.
        return await (
            from carriage in db.Carriages
            where carriage.TransactionId == saga.CorrelationId
            join evidence in db.ChainTransactions on carriage.CarrierId equals evidence.TransactionId
            where evidence.Executes
            join forward in db.ChainForwards on new { evidence.ChainId, evidence.From, evidence.Nonce } equals new { forward.ChainId, forward.From, forward.Nonce }
            where forward.Signer == saga.Signer && forward.ForwardNonce == saga.ForwardNonce
            select new CarriedExecution(carriage.CarrierId, evidence, forward.Succeeded)).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>A batch in a block that executed a request.</summary>
/// <param name="CarrierId">The batch.</param>
/// <param name="Evidence">Its evidence.</param>
/// <param name="Succeeded">False when the signer's call reverted; the others' do not notice.</param>
internal sealed record CarriedExecution(Guid CarrierId, ChainTransaction Evidence, bool Succeeded);
