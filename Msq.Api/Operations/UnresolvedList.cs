using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Transactions;

namespace Msq.Api.Operations;

/// <summary>Finds what does not move: transactions whose attempt nobody can account for, and those that have been open for long.</summary>
internal sealed class UnresolvedList(MsqDbContext db, TimeProvider time)
{
    /// <summary>Open for so long, a transaction is listed although nothing is known to be wrong, when nothing else is said.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(10);

    private static readonly string[] OpenStates = ["Accepted", "Queued", "Estimating", "Gathering", "Carried", "Dispatching", "InDoubt", "Submitted", "Mined"];

    /// <summary>A page, oldest first.</summary>
    /// <param name="after">The id that the page before ended with.</param>
    /// <param name="limit">The longest page.</param>
    /// <param name="stuckAfter">Open for so long, a transaction is listed although nothing is known to be wrong.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<UnresolvedPage> ReadAsync(Guid? after, int limit, TimeSpan stuckAfter, CancellationToken cancellationToken)
    {
        var from = (after ?? Guid.Empty).ToByteArray(bigEndian: true);
        // Ids are ordered by time, as the database compares their bytes.
        var rows = await Unmoving(db.Transactions.FromSqlRaw("SELECT * FROM transactions WHERE id > {0}", from), stuckAfter)
            .OrderBy(row => row.CorrelationId)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var items = rows.Take(limit).Select(UnresolvedTransaction.Of).ToList();
        return new UnresolvedPage(items, rows.Count > limit ? items[^1].TransactionId : null);
    }

    /// <summary>How many there are on all pages, when nothing else is said.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken) => Unmoving(db.Transactions.Where(row => row.NextActionAt != null), StuckAfter).CountAsync(cancellationToken);

    private IQueryable<Transaction> Unmoving(IQueryable<Transaction> rows, TimeSpan stuckAfter)
    {
        var before = time.GetUtcNow().UtcDateTime - stuckAfter;
        return rows.AsNoTracking().Where(row => OpenStates.Contains(row.CurrentState) && (row.Unresolved != null || row.CreatedAt < before));
    }
}

/// <summary>A page of transactions that do not move.</summary>
/// <param name="Items">Oldest first.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null on the last one.</param>
public sealed record UnresolvedPage(IReadOnlyList<UnresolvedTransaction> Items, Guid? Next);

/// <summary>A transaction that does not move, and why.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Status">Its status.</param>
/// <param name="Reason">What is waited for, in words.</param>
/// <param name="Pool">Its pool.</param>
/// <param name="Relayer">The relayer of the open attempt; null when none is open.</param>
/// <param name="RelayerTransactionId">The id inside that relayer, once it owns it.</param>
/// <param name="Attempt">The open attempt's number; 0 before the first.</param>
/// <param name="ClaimedAt">When a dispatcher claimed it (UTC).</param>
/// <param name="Nonce">The signer's nonce, once known.</param>
/// <param name="TransactionHash">The newest known hash.</param>
/// <param name="CreatedAt">When it was accepted (UTC).</param>
/// <param name="UpdatedAt">When something last happened (UTC).</param>
/// <param name="NextLookAt">When it is looked at next (UTC).</param>
public sealed record UnresolvedTransaction(
    Guid TransactionId, string Client, string Status, string Reason, string Pool, string? Relayer, string? RelayerTransactionId, int Attempt,
    DateTime? ClaimedAt, ulong? Nonce, string? TransactionHash, DateTime CreatedAt, DateTime UpdatedAt, DateTime? NextLookAt)
{
    internal static UnresolvedTransaction Of(Transaction row) => new(
        row.CorrelationId, row.Client, row.Status, row.Unresolved ?? Wait(row), row.Pool, row.Attempt > 0 ? row.Relayer : null, row.RelayerTransactionId,
        row.Attempt, row.ClaimedAt, row.Nonce, row.Hash, row.CreatedAt, row.UpdatedAt, row.NextActionAt);

    private static string Wait(Transaction row) => row.CurrentState switch
    {
        "Accepted" => "nobody has taken it up yet: no tracker runs, or all are behind",
        "Queued" when row.Replaces is { } former && row.Attempt == 0 => $"transaction {former}, whose place it takes, is not over, or no relayer can take it",
        "Queued" => row.OnlyRelayer is { } only ? $"{only}, which alone may send it, cannot take it" : "no relayer of its pool can take it",
        "Estimating" => "no node has estimated its gas",
        "Gathering" => "it waits for others to share a transaction with",
        "Carried" => $"its batch {row.CarrierId} is not over",
        "Dispatching" => row.ClaimedAt is null ? $"it waits in the queue of {row.Relayer}" : $"a dispatcher is asking {row.Relayer}",
        "InDoubt" => "nobody knows yet what became of its attempt",
        "Submitted" => row.Nonce is null ? $"{row.Relayer} has not given it a nonce" : $"nonce {row.Nonce} of {row.From} is not mined",
        _ => "its block is not deep enough",
    };
}
