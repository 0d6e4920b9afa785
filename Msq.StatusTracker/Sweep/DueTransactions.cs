using Microsoft.EntityFrameworkCore;
using Msq.StatusTracker.Transactions;
using Msq.Storage;
using Msq.Storage.Commits;
using Msq.Storage.Sagas;

namespace Msq.StatusTracker.Sweep;

/// <summary>
/// Takes what is due, in one short database transaction that waits for nobody: rows that another tracker or a saga holds are left to them. Each
/// taken row comes back later by itself, twice as late each time, should its message be lost.
/// </summary>
internal sealed class DueTransactions(IServiceScopeFactory scopes, SubmissionOrder order)
{
    // What waits behind others is looked at again when they may have gone.
    private const int SecondsInLine = 30;

    /// <summary>Takes up to <paramref name="most"/> rows.</summary>
    public async Task<DueBatch> TakeAsync(int most, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var dialect = db.Dialect;
        await using var transaction = await db.BeginAsync(cancellationToken);
        var rows = await db.Database.SqlQueryRaw<Row>(
            $"SELECT id AS Id, current_state AS State, sweeps AS Sweeps FROM transactions WHERE next_action_at <= {dialect.UtcNow} ORDER BY next_action_at LIMIT {most} {dialect.ForUpdateSkipLocked}")
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return new DueBatch([], false);

        var isInLine = rows.ToLookup(IsInLine);
        await PostponeAsync(db, [.. isInLine[true]], SecondsInLine, isSent: false, cancellationToken);
        foreach (var group in isInLine[false].GroupBy(row => Seconds(row.Sweeps)))
            await PostponeAsync(db, [.. group], group.Key, isSent: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new DueBatch([.. isInLine[false].Select(row => new DueTransaction(row.TransactionId, row.State))], rows.Count == most);
    }

    private bool IsInLine(Row row) => row.State == nameof(TransactionStateMachine.Accepted) && order.IsInLine(row.TransactionId);

    private static async Task PostponeAsync(MsqDbContext db, IReadOnlyCollection<Row> rows, int seconds, bool isSent, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        var places = string.Join(", ", Enumerable.Range(1, rows.Count).Select(index => $"{{{index}}}"));
        // By the primary key: another way may go through rows that others hold.
        await db.Database.ExecuteSqlRawAsync(
            $"UPDATE transactions {db.Dialect.ByPrimaryKey} SET next_action_at = {db.Dialect.After("{0}")}, sweeps = sweeps + {(isSent ? 1 : 0)}, version = version + 1 WHERE id IN ({places})",
            [seconds, .. rows.Select(row => row.Id)], cancellationToken);
    }

    // Up to a half more at random: what became due together, after an outage, does not stay together.
    private static int Seconds(int sweeps)
    {
        var seconds = Math.Min(300, 5 << Math.Min(sweeps, 6));
        return seconds + Random.Shared.Next((seconds / 2) + 1);
    }

    private sealed record Row(byte[] Id, string State, int Sweeps)
    {
        public Guid TransactionId { get; } = new(Id, bigEndian: true);
    }
}

/// <summary>Rows whose time has come.</summary>
/// <param name="Rows">Those that have to be moved on.</param>
/// <param name="MayHaveMore">As many were due as were asked for.</param>
internal sealed record DueBatch(IReadOnlyList<DueTransaction> Rows, bool MayHaveMore);

/// <summary>A row whose time has come.</summary>
internal sealed record DueTransaction(Guid Id, string State);
