using Microsoft.EntityFrameworkCore;
using Msq.Storage.Attempts;

namespace Msq.Storage.Sagas;

/// <summary>
/// Steps of different transactions that share one database transaction. They are taken one after the other, on rows that are locked together, and are saved and committed together: all
/// of them, or none.
/// </summary>
/// <param name="database">The database, in the group's transaction.</param>
/// <param name="transactions">The transactions of the group.</param>
public sealed class StepGroup(MsqDbContext database, IReadOnlyList<Guid> transactions)
{
    private readonly Dictionary<Type, object> _read = [];
    private readonly List<Guid> _settled = [];

    /// <summary>The database, in the group's transaction.</summary>
    public MsqDbContext Database { get; } = database;

    /// <summary>What one query reads for all transactions of the group: the first step that needs it runs it.</summary>
    /// <typeparam name="T">What is read: its type stands for the query.</typeparam>
    /// <param name="read">The query, for the transactions that it is given.</param>
    public async Task<T> ShareAsync<T>(Func<MsqDbContext, IReadOnlyList<Guid>, Task<T>> read) where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        if (_read.TryGetValue(typeof(T), out var known))
            return (T)known;
        var fresh = await read(Database, transactions);
        _read[typeof(T)] = fresh;
        return fresh;
    }

    /// <summary>
    /// Has the identities of a transaction's attempts given back for other transactions when the group is saved. An attempt that was proven absent keeps its own: if the proof was wrong, the
    /// chain shows it.
    /// </summary>
    public void GiveIdentitiesBack(Guid transaction) => _settled.Add(transaction);

    internal async Task SaveAsync()
    {
        await Database.SaveChangesAsync();
        if (_settled.Count > 0)
            await Database.Attempts.Where(x => _settled.Contains(x.TransactionId) && x.Outcome != AttemptOutcome.Absent).ExecuteUpdateAsync(x => x.SetProperty(row => row.Identity, (byte[]?)null));
    }
}
