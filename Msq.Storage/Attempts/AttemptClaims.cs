using Microsoft.EntityFrameworkCore;

namespace Msq.Storage.Attempts;

/// <summary>
/// The claim on an attempt: only the process whose claim succeeds may POST, and it succeeds once. An error or a lost answer means "not mine".
/// </summary>
/// <param name="db">The database.</param>
public sealed class AttemptClaims(MsqDbContext db)
{
    /// <summary>Claims an attempt.</summary>
    /// <returns>The attempt to POST, or null when it is not (or no longer) this caller's to POST.</returns>
    public async Task<Attempt?> TryClaimAsync(Guid transactionId, int attempt, CancellationToken cancellationToken)
    {
        var id = transactionId.ToByteArray(bigEndian: true);
        // Read first: the body then needs no round trip between the claim and the POST, and a stale message is seen without a write.
        var body = await db.Attempts.AsNoTracking()
            .SingleOrDefaultAsync(x => x.TransactionId == transactionId && x.Number == attempt, cancellationToken);
        if (body is null)
            return null;

        var claimed = await db.Database.ExecuteSqlRawAsync(
            $"UPDATE transactions SET claimed_at = {db.Dialect.UtcNow}, version = version + 1 WHERE id = {{0}} AND attempt = {{1}} AND claimed_at IS NULL AND current_state = 'Dispatching'",
            [id, attempt],
            cancellationToken);
        return claimed == 1 ? body : null;
    }
}
