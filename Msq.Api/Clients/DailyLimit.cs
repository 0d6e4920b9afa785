using System.Globalization;
using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Msq.Storage;
using Msq.Storage.Clients;
using Msq.Storage.Transactions;

namespace Msq.Api.Clients;

/// <summary>
/// Holds a client's transactions against <c>maxValuePerDay</c>. The sum's row is locked until the database transaction ends that accepts them, so two processes cannot both
/// spend the last of it. What was accepted counts, whatever becomes of it.
/// </summary>
internal sealed class DailyLimit(MsqDbContext db)
{
    /// <summary>Counts those of the rows that are within the limit, in their order; to be saved together with them.</summary>
    /// <param name="client">Whose they are.</param>
    /// <param name="limit">Wei.</param>
    /// <param name="rows">By any name; those without value are never refused.</param>
    /// <param name="cancellationToken">Ends the wait for a lock.</param>
    /// <returns>The names of those that are not, each with what is left of the day.</returns>
    public async Task<Dictionary<int, BigInteger>> CountAsync(string client, BigInteger limit, IReadOnlyDictionary<int, Transaction> rows, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<int, BigInteger>();
        // Always in the same order, so that no two wait for each other.
        foreach (var chain in rows.Where(row => row.Value.Value != "0").GroupBy(row => row.Value.ChainId).OrderBy(chain => chain.Key))
        {
            var spending = await LockAsync(client, chain.Key, DateOnly.FromDateTime(chain.First().Value.CreatedAt), cancellationToken);
            var sum = BigInteger.Parse(spending.Wei, CultureInfo.InvariantCulture);
            foreach (var (name, row) in chain.OrderBy(row => row.Key))
            {
                var value = BigInteger.Parse(row.Value, CultureInfo.InvariantCulture);
                if (sum + value <= limit)
                    sum += value;
                else
                    refused[name] = BigInteger.Max(0, limit - sum);
            }

            spending.Wei = sum.ToString(CultureInfo.InvariantCulture);
        }

        return refused;
    }

    private async Task<ClientSpending> LockAsync(string client, ulong chainId, DateOnly today, CancellationToken cancellationToken)
    {
        var rows = await db.ClientSpendings
            .FromSqlRaw($"SELECT * FROM client_spendings WHERE client = {{0}} AND chain_id = {{1}} {db.Dialect.ForUpdate}", client, (long)chainId)
            .ToListAsync(cancellationToken);
        if (rows is not [var known])
        {
            // Two that are the first at once meet at the primary key, and the second one tries again. Written before anything else: who waits for it holds nothing.
            var fresh = new ClientSpending { Client = client, ChainId = chainId, Day = today };
            db.Add(fresh);
            await db.SaveChangesAsync(cancellationToken);
            return fresh;
        }

        if (known.Day < today)
            (known.Day, known.Wei) = (today, "0");
        return known;
    }
}
