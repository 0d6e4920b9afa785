using Microsoft.EntityFrameworkCore;

namespace Msq.Storage.Transactions;

/// <summary>Open transactions of one status.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Status">The status.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">When the oldest of them was accepted (UTC).</param>
public sealed record OpenCount(string Pool, string Status, int Count, DateTime Oldest)
{
    /// <summary>Counts what is open; a status of which nothing is has no entry.</summary>
    public static Task<List<OpenCount>> ReadAllAsync(MsqDbContext db, CancellationToken cancellationToken) =>
        // Whatever is not over has a time at which it is looked at again, and that is what the index is of.
        db.Transactions.AsNoTracking().Where(x => x.NextActionAt != null)
            .GroupBy(x => new { x.Pool, x.Status })
            .Select(group => new OpenCount(group.Key.Pool, group.Key.Status, group.Count(), group.Min(x => x.CreatedAt)))
            .ToListAsync(cancellationToken);
}
