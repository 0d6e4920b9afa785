using Microsoft.EntityFrameworkCore;
using Msq.Hosting.Pools;
using Msq.StatusTracker.Census;
using Msq.Storage;
using Msq.Storage.Chain;
using Msq.Storage.Transactions;

namespace Msq.StatusTracker.Chain;

/// <summary>
/// Finds whose transaction a piece of evidence is: by the attempt's identity, else by sender and nonce, in which case another payload took the
/// nonce. Either side may come first, so evidence without an owner is tried again on every tick.
/// </summary>
internal sealed class OwnerJoin(MsqDbContext db, TimeProvider time, ILogger<OwnerJoin> logger)
{
    private const int Batch = 500;

    /// <summary>Joins what can be joined.</summary>
    /// <returns>The evidence that has an owner now and had none before.</returns>
    public async Task<IReadOnlyList<ChainTransaction>> JoinAsync(Pool pool, CancellationToken cancellationToken)
    {
        var chainId = pool.ChainId;
        db.ChangeTracker.Clear();
        var orphans = await db.ChainTransactions
            .Where(x => x.ChainId == chainId && x.TransactionId == null)
            .OrderByDescending(x => x.BlockNumber).Take(Batch).ToListAsync(cancellationToken);
        if (orphans.Count == 0)
            return [];

        await OwnAsync(orphans, cancellationToken);
        foreach (var evidence in orphans.Where(x => x.TransactionId is null))
        {
            if (await ByNonceAsync(evidence, cancellationToken) is { } other)
                Own(evidence, other.CorrelationId, other.Attempt, executes: false);
        }

        SayStrange(orphans, pool);
        await db.SaveChangesAsync(cancellationToken);
        return [.. orphans.Where(x => x.TransactionId != null)];
    }

    /// <summary>Gives evidence to the attempts whose identity it has.</summary>
    public async Task OwnAsync(IReadOnlyList<ChainTransaction> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return;
        var identities = found.Select(x => x.Identity).ToList();
        var attempts = (await db.Attempts.AsNoTracking()
            .Where(x => x.Identity != null && identities.Contains(x.Identity))
            .Select(x => new { x.TransactionId, x.Number, x.Identity })
            .ToListAsync(cancellationToken)).ToDictionary(x => Convert.ToHexString(x.Identity!));
        foreach (var evidence in found)
        {
            if (attempts.TryGetValue(Convert.ToHexString(evidence.Identity), out var attempt))
                Own(evidence, attempt.TransactionId, attempt.Number, executes: true);
        }
    }

    private Task<Transaction?> ByNonceAsync(ChainTransaction evidence, CancellationToken cancellationToken) => db.Transactions.AsNoTracking()
        .Where(x => x.ChainId == evidence.ChainId && x.From == evidence.From && x.Nonce == evidence.Nonce && x.CarrierId == null && x.EndProof != EndProof.Chain)
        .OrderByDescending(x => x.CorrelationId)
        .FirstOrDefaultAsync(cancellationToken);

    // Whatever of ours it could be has shown itself by then.
    private void SayStrange(IEnumerable<ChainTransaction> orphans, Pool pool)
    {
        var settled = time.GetUtcNow().UtcDateTime - pool.Settle;
        foreach (var strange in orphans.Where(x => x.TransactionId is null && !x.StrangenessAnnounced && x.SeenAt < settled))
        {
            Alarm.Raise(Alarm.Foreign);
            logger.LogError(
                "{Pool}: {Hash} in block {Block}, nonce {Nonce} of {Sender}, belongs to no transaction of Msq: is the relayer's key used elsewhere?",
                pool.Name, strange.Hash, strange.BlockNumber, strange.Nonce, strange.From);
            strange.StrangenessAnnounced = true;
        }
    }

    private static void Own(ChainTransaction evidence, Guid transactionId, int attempt, bool executes)
    {
        evidence.TransactionId = transactionId;
        evidence.Attempt = attempt;
        evidence.Executes = executes;
    }
}
