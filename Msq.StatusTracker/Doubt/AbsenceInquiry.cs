using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;
using Msq.Hosting.Rpc;
using Msq.Storage;
using Msq.Storage.Attempts;
using Msq.Storage.Chain;

namespace Msq.StatusTracker.Doubt;

/// <summary>Gathers what the chain and the other attempts say of the signer's nonces.</summary>
internal sealed class AbsenceInquiry(MsqDbContext db, PoolNodes nodes)
{
    private const string Pending = "pending";

    /// <summary>The facts as of now. The attempt's bound is set, once, and stored.</summary>
    /// <exception cref="Ethereum.JsonRpc.RpcUnavailableException">No node answers.</exception>
    public async Task<AbsenceFacts> GatherAsync(Pool pool, Attempt attempt, DateTime claimedAt, LookEvidence look, CancellationToken cancellationToken)
    {
        var signer = attempt.From;
        var height = await db.ChainCursors.Where(x => x.ChainId == pool.ChainId).Select(x => x.Height).SingleAsync(cancellationToken);
        var evidence = db.ChainTransactions.AsNoTracking().Where(x => x.ChainId == pool.ChainId && x.From == signer);
        var mined = await CountAsync(evidence, cancellationToken)
            // Nothing of this signer was mined since the chain is watched.
            ?? await nodes.AskAsync(pool, node => node.GetTransactionCountAsync(Address.Parse(signer), $"0x{height:x}", cancellationToken));
        var deepest = height + 1 >= (ulong)pool.Confirmations ? height + 1 - (ulong)pool.Confirmations : 0;
        var deep = await CountAsync(evidence.Where(x => x.BlockNumber <= deepest), cancellationToken) ?? 0;
        var pending = await nodes.AskAsync(pool, node => node.GetTransactionCountAsync(Address.Parse(signer), Pending, cancellationToken));

        var signed = db.Transactions.AsNoTracking().Where(x => x.ChainId == pool.ChainId && x.From == signer && x.Nonce != null);
        if (attempt.NonceBound is null)
        {
            var known = await signed.MaxAsync(x => x.Nonce, cancellationToken);
            attempt.NonceBound = new[] { mined, pending, (known ?? 0) + 1, (look.HighestNonce ?? 0) + 1 }.Max() + await NamelessAsync(signer, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        var owned = await signed.Where(x => x.Nonce >= mined && x.RelayerTransactionId != null).Select(x => x.Nonce!.Value).ToListAsync(cancellationToken);
        return new AbsenceFacts(
            look, new DateTimeOffset(claimedAt, TimeSpan.Zero), pool.Settle, pool.Retention, attempt.NonceBound.Value, mined, deep, pending, owned.ToHashSet());
    }

    // A signer's nonces are taken without gaps: the highest that was mined tells how many were.
    private static async Task<ulong?> CountAsync(IQueryable<ChainTransaction> evidence, CancellationToken cancellationToken) =>
        await evidence.OrderByDescending(x => x.Nonce).Select(x => (ulong?)x.Nonce).FirstOrDefaultAsync(cancellationToken) + 1;

    // Attempts that the relayer may have given a nonce to which nobody has heard of: this one, and others on their way.
    private async Task<ulong> NamelessAsync(string signer, CancellationToken cancellationToken) => (ulong)await db.Attempts
        .Where(x => x.From == signer && x.Identity != null && x.Outcome != AttemptOutcome.Absent && x.Outcome != AttemptOutcome.Dead)
        .CountAsync(
            x => db.Transactions.Any(t => t.CorrelationId == x.TransactionId
                && (t.Attempt != x.Number || (t.ClaimedAt != null && t.Nonce == null))),
            cancellationToken);
}
