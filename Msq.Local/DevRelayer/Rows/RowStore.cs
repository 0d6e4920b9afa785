namespace Msq.Local.DevRelayer.Rows;

/// <summary>
/// All rows, nonce counters and relayer settings: in memory, and in a journal unless they are meant to be forgotten.
/// Every change is one step under one lock, so a late job never overwrites a newer status.
/// </summary>
internal sealed class RowStore : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, TransactionRow> rows = [];
    private readonly Dictionary<string, List<string>> order = [];
    private readonly Dictionary<string, ulong> counters = [];
    private readonly Dictionary<string, RelayerSettings> settings = [];
    private readonly TimeProvider time;
    private FileStream? guard;
    private Journal? journal;

    private RowStore(TimeProvider time) => this.time = time;

    /// <summary>Opens the rows of a directory; null keeps them in memory only.</summary>
    /// <exception cref="IOException">Another process works on the directory.</exception>
    public static async Task<RowStore> OpenAsync(string? directory, TimeProvider time, CancellationToken cancellation)
    {
        var store = new RowStore(time);
        if (directory is null) return store;
        Directory.CreateDirectory(directory);
        // Two processes with the same keys and counters would sign two transactions with one nonce.
        store.guard = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var path = Path.Combine(directory, "rows.jsonl");
        foreach (var entry in await Journal.ReadAsync(path, cancellation)) store.Replay(entry);
        store.journal = await Journal.BeginAsync(path, store.Known(), cancellation);
        return store;
    }

    public TransactionRow? Find(string id)
    {
        lock (gate) return rows.GetValueOrDefault(id);
    }

    /// <summary>The row written last for this nonce.</summary>
    public TransactionRow? FindByNonce(string relayerId, ulong nonce)
    {
        lock (gate) return Newest(relayerId).FirstOrDefault(row => row.Nonce == nonce);
    }

    /// <summary>Newest first, and how many there are altogether.</summary>
    public (IReadOnlyList<TransactionRow> Rows, int Total) Page(string relayerId, long skip, int take)
    {
        lock (gate)
        {
            var total = order.GetValueOrDefault(relayerId)?.Count ?? 0;
            return (skip >= total ? [] : [.. Newest(relayerId).Skip((int)skip).Take(take)], total);
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<TransactionRow> Where(Func<TransactionRow, bool> wanted)
    {
        lock (gate) return [.. order.Values.SelectMany(ids => ids).Select(id => rows[id]).Where(wanted)];
    }

    /// <summary>Stamps the row with the time of its creation, by this relayer's clock, and keeps it; done when it is on the disk.</summary>
    public async Task<TransactionRow> AddAsync(TransactionRow row)
    {
        Task kept;
        lock (gate)
        {
            row = row with { CreatedAt = time.GetUtcNow() };
            Remember(row);
            kept = Keep(new JournalEntry { Row = row });
        }

        await kept;
        return row;
    }

    /// <summary>Changes a row; <paramref name="change"/> answers null to leave it as it is. Done when it is on the disk.</summary>
    /// <returns>The row after the change; null if nothing was changed.</returns>
    public async Task<TransactionRow?> ChangeAsync(string id, Func<TransactionRow, TransactionRow?> change)
    {
        TransactionRow? changed;
        Task kept;
        lock (gate)
        {
            if (!rows.TryGetValue(id, out var row) || change(row) is not { } next) return null;
            changed = next.Status.IsFinal() ? next with { EndedAt = next.EndedAt ?? time.GetUtcNow() } : next;
            rows[id] = changed;
            kept = Keep(new JournalEntry { Row = changed });
        }

        await kept;
        return changed;
    }

    /// <summary>Gives a pending row the next nonce, once.</summary>
    /// <returns>The row with its nonce; null if it is no longer pending.</returns>
    public async Task<TransactionRow?> ReserveNonceAsync(string id)
    {
        TransactionRow? row;
        Task kept;
        lock (gate)
        {
            if (!rows.TryGetValue(id, out row) || row.Status != TransactionStatus.Pending) return null;
            if (row.Nonce is not null) return row;
            var nonce = counters[row.RelayerId];
            rows[id] = row = row with { Nonce = nonce };
            _ = SetCounter(row.RelayerId, nonce + 1);
            kept = Keep(new JournalEntry { Row = row });
        }

        await kept;
        return row;
    }

    /// <summary>Raises the relayer's nonce counter; it never goes down.</summary>
    public async Task RaiseCounterAsync(string relayerId, ulong next)
    {
        Task kept;
        lock (gate)
        {
            if (counters.TryGetValue(relayerId, out var known) && known >= next) return;
            kept = SetCounter(relayerId, next);
        }

        await kept;
    }

    /// <summary>The nonce that the next transaction gets; null before the chain was asked.</summary>
    public ulong? Counter(string relayerId)
    {
        lock (gate) return counters.TryGetValue(relayerId, out var next) ? next : null;
    }

    /// <summary>The nonces from <paramref name="first"/> up to the counter that no row is going to use or has used.</summary>
    public IReadOnlyList<ulong> UnusedNonces(string relayerId, ulong first)
    {
        lock (gate)
        {
            if (!counters.TryGetValue(relayerId, out var next) || next <= first) return [];
            var used = order.GetValueOrDefault(relayerId, []).Select(id => rows[id])
                .Where(row => row.Nonce >= first && (row.Signed is not null || row.Status == TransactionStatus.Pending))
                .Select(row => row.Nonce!.Value).ToHashSet();
            var unused = new List<ulong>();
            for (var nonce = first; nonce < next; nonce++)
                if (!used.Contains(nonce))
                    unused.Add(nonce);
            return unused;
        }
    }

    public RelayerSettings? Settings(string relayerId)
    {
        lock (gate) return settings.GetValueOrDefault(relayerId);
    }

    public async Task SetSettingsAsync(string relayerId, RelayerSettings changed)
    {
        Task kept;
        lock (gate)
        {
            settings[relayerId] = changed;
            kept = Keep(new JournalEntry { Relayer = new RelayerEntry(relayerId, changed) });
        }

        await kept;
    }

    /// <summary>Forgets rows that ended before <paramref name="moment"/>.</summary>
    public async Task ForgetAsync(DateTimeOffset moment)
    {
        var kept = new List<Task>();
        lock (gate)
        {
            foreach (var id in rows.Values.Where(row => row.EndedAt < moment).Select(row => row.Id).ToList())
            {
                Forget(id);
                kept.Add(Keep(new JournalEntry { Forgotten = id }));
            }
        }

        await Task.WhenAll(kept);
    }

    /// <summary>Forgets every row, as a store that lost its data; the nonce counters stay.</summary>
    public async Task PurgeAsync()
    {
        var kept = new List<Task>();
        lock (gate)
        {
            foreach (var id in rows.Keys.ToList())
            {
                Forget(id);
                kept.Add(Keep(new JournalEntry { Forgotten = id }));
            }
        }

        await Task.WhenAll(kept);
    }

    public async ValueTask DisposeAsync()
    {
        if (journal is not null) await journal.DisposeAsync();
        if (guard is not null) await guard.DisposeAsync();
    }

    private IEnumerable<TransactionRow> Newest(string relayerId)
    {
        if (!order.TryGetValue(relayerId, out var ids)) yield break;
        for (var i = ids.Count - 1; i >= 0; i--) yield return rows[ids[i]];
    }

    private Task Keep(JournalEntry entry) => journal?.Append(entry) ?? Task.CompletedTask;

    private Task SetCounter(string relayerId, ulong next)
    {
        counters[relayerId] = next;
        return Keep(new JournalEntry { Counter = new NonceCounter(relayerId, next) });
    }

    private void Remember(TransactionRow row)
    {
        if (rows.TryAdd(row.Id, row))
        {
            if (!order.TryGetValue(row.RelayerId, out var ids)) order[row.RelayerId] = ids = [];
            // Sorted by the clock, as the original's list is: a clock that was set back puts newer rows behind older ones.
            var place = ids.Count;
            while (place > 0 && rows[ids[place - 1]].CreatedAt > row.CreatedAt) place--;
            ids.Insert(place, row.Id);
        }

        rows[row.Id] = row;
    }

    private void Forget(string id)
    {
        if (rows.Remove(id, out var row)) order[row.RelayerId].Remove(id);
    }

    private void Replay(JournalEntry entry)
    {
        if (entry.Row is { } row) Remember(row);
        if (entry.Forgotten is { } id) Forget(id);
        if (entry.Counter is { } counter) counters[counter.RelayerId] = counter.Next;
        if (entry.Relayer is { } relayer) settings[relayer.RelayerId] = relayer.Settings;
    }

    private IEnumerable<JournalEntry> Known() =>
    [
        .. settings.Select(pair => new JournalEntry { Relayer = new RelayerEntry(pair.Key, pair.Value) }),
        .. counters.Select(pair => new JournalEntry { Counter = new NonceCounter(pair.Key, pair.Value) }),
        .. order.Values.SelectMany(ids => ids).Select(id => new JournalEntry { Row = rows[id] }),
    ];
}
