using Microsoft.EntityFrameworkCore;

namespace Msq.Storage.Attempts;

/// <summary>
/// The claim on an attempt: only the process whose claim succeeds may POST, and it succeeds once. An error or a lost answer means "not mine".
/// </summary>
/// <param name="db">The database.</param>
public sealed class AttemptClaims(MsqDbContext db)
{
    private const string Dispatching = "Dispatching";

    /// <summary>Reads an attempt that may have been claimed before.</summary>
    /// <returns>The attempt, or null when it is not (or no longer) the open one.</returns>
    public async Task<OfferedAttempt?> FindAsync(Guid transactionId, int attempt, CancellationToken cancellationToken) => await (
            from transaction in db.Transactions
            where transaction.CorrelationId == transactionId && transaction.Attempt == attempt && transaction.CurrentState == Dispatching
            join row in db.Attempts on new { TransactionId = transaction.CorrelationId, Number = transaction.Attempt } equals new { row.TransactionId, row.Number }
            select new OfferedAttempt(row, transaction.ClaimedAt != null))
        .AsNoTracking()
        .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Claims an attempt and reads it, in one round trip: nothing lies between the claim and the POST.</summary>
    /// <returns>The attempt if it is this caller's to POST, else null.</returns>
    public async Task<Attempt?> TryClaimAsync(Guid transactionId, int attempt, CancellationToken cancellationToken)
    {
        // SQLite does not wait for an answer: given up between the claim and its reading, a claim that has taken effect would be nobody's.
        var claimed = await db.Attempts.FromSqlRaw(
            $$"""
            UPDATE transactions SET claimed_at = {{db.Dialect.UtcNow}}, version = version + 1 WHERE id = {0} AND attempt = {1} AND claimed_at IS NULL AND current_state = '{{Dispatching}}';
            SELECT * FROM attempts WHERE transaction_id = {0} AND number = {1} AND {{db.Dialect.Affected}} = 1
            """,
            transactionId.ToByteArray(bigEndian: true), attempt).AsNoTracking().ToListAsync(db.Dialect.IsMySql ? cancellationToken : CancellationToken.None);
        return claimed is [var mine] ? mine : null;
    }
}

/// <summary>The attempt that a transaction waits for.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="IsClaimed">Whether somebody has claimed it.</param>
public sealed record OfferedAttempt(Attempt Attempt, bool IsClaimed);
