using System.Diagnostics;
using MySqlConnector;

namespace Msq.Tests.EndToEnd;

/// <summary>Watches for how long a relayer that could work has nothing to do while transactions are queued, by what the database says.</summary>
internal sealed class Idleness : IAsyncDisposable
{
    private const string InWork = "current_state IN ('Dispatching', 'InDoubt', 'Submitted')";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly string _database;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, long> _idleSince = [];
    private readonly Task _watching;

    private Idleness(string database)
    {
        _database = database;
        _watching = WatchAsync();
    }

    /// <summary>Each time that was longer than a second, in words.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The longest time so far.</summary>
    public TimeSpan Longest { get; private set; }

    public static Idleness Watch(string database) => new(database);

    /// <summary>What is in doubt now.</summary>
    public async Task<HashSet<Guid>> InDoubtAsync() => [.. await ReadAsync("SELECT id FROM transactions WHERE current_state = 'InDoubt'", reader => reader.GetGuid(0))];

    /// <summary>Whether an attempt of a relayer is claimed whose outcome is not known yet.</summary>
    public async Task<bool> IsPostingAsync(string relayer) =>
        (await ReadAsync($"SELECT 1 FROM transactions WHERE current_state = 'Dispatching' AND claimed_at IS NOT NULL AND relayer = '{relayer}' LIMIT 1", _ => true)).Count > 0;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // Watched for long enough.
        }
    }

    private async Task LookAsync()
    {
        var isQueued = (await ReadAsync("SELECT 1 FROM transactions WHERE status = 'queued' LIMIT 1", _ => true)).Count > 0;
        var idle = isQueued
            ? await ReadAsync(
                $"SELECT id FROM relayers r WHERE healthy AND state = 'active' AND gap_since IS NULL AND NOT EXISTS (SELECT 1 FROM transactions t WHERE t.relayer = r.id AND t.{InWork})",
                reader => reader.GetString(0))
            : [];
        foreach (var over in _idleSince.Keys.Except(idle).ToList())
        {
            // What was idle for so long is worth being told: when, and what was queued then.
            if (Stopwatch.GetElapsedTime(_idleSince[over]) is var time && time > TimeSpan.FromSeconds(1))
                Said.Add($"{over} stood idle for {time.TotalSeconds:0.0} s until {TimeProvider.System.GetUtcNow():HH:mm:ss.f}");
            _idleSince.Remove(over);
        }

        foreach (var relayer in idle)
        {
            if (!_idleSince.TryAdd(relayer, Stopwatch.GetTimestamp()) && Stopwatch.GetElapsedTime(_idleSince[relayer]) is var time && time > Longest)
                Longest = time;
        }
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<MySqlDataReader, T> read)
    {
        await using var connection = new MySqlConnection(_database + ";GuidFormat=Binary16");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
