using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Commits;

namespace Msq.StatusTracker.Sweep;

/// <summary>
/// Takes what is due, in one short database transaction that waits for nobody: rows that another tracker or a saga holds are left to them. Each
/// taken row comes back later by itself, twice as late each time, should its message be lost.
/// </summary>
internal sealed class DueTransactions(IServiceScopeFactory scopes)
{
    /// <summary>Takes up to <paramref name="most"/> rows.</summary>
    public async Task<IReadOnlyList<DueTransaction>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MsqDbContext>();
        var dialect = db.Dialect;
        await using var transaction = await db.BeginAsync(cancellationToken);
        var rows = await db.Transactions
            .FromSqlRaw(
                $"SELECT * FROM transactions WHERE next_action_at <= {dialect.UtcNow} ORDER BY next_action_at LIMIT {most} {dialect.ForUpdateSkipLocked}")
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return [];

        // Point updates in one command: an update by a list of ids may scan, and then waits for rows that others hold.
        var statements = string.Join('\n', rows.Select((_, index) =>
            $"UPDATE transactions SET next_action_at = {dialect.After($"{{{(index * 2) + 1}}}")}, sweeps = sweeps + 1, version = version + 1 WHERE id = {{{index * 2}}};"));
        var parameters = rows.SelectMany(row => new object[] { row.CorrelationId.ToByteArray(bigEndian: true), Seconds(row.Sweeps) });
        await db.Database.ExecuteSqlRawAsync(statements, parameters, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. rows.Select(row => new DueTransaction(row.CorrelationId, row.CurrentState))];
    }

    // Up to a half more at random: what became due together, after an outage, does not stay together.
    private static int Seconds(int sweeps)
    {
        var seconds = Math.Min(300, 5 << Math.Min(sweeps, 6));
        return seconds + Random.Shared.Next((seconds / 2) + 1);
    }
}

/// <summary>A row whose time has come.</summary>
internal sealed record DueTransaction(Guid Id, string State);
