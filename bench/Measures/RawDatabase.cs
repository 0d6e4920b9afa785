using System.Collections.Concurrent;
using Msq.Bench.Report;
using MySqlConnector;

namespace Msq.Bench.Measures;

/// <summary>A plain client of the database, with a table of its own: a key and 500 bytes.</summary>
internal sealed class RawDatabase : IAsyncDisposable
{
    /// <summary>How many rows are committed together where many are.</summary>
    public const int RowsInABatch = 100;

    private const int Connections = 16;
    private static readonly byte[] Body = new byte[500];
    private readonly ConcurrentBag<MySqlConnection> _connections = [];

    /// <summary>Connects, and creates the table with its first rows.</summary>
    public static async Task<RawDatabase> OpenAsync(string database, CancellationToken cancellationToken)
    {
        var raw = new RawDatabase();
        for (var i = 0; i < Connections; i++)
        {
            var connection = new MySqlConnection(database);
            await connection.OpenAsync(cancellationToken);
            raw._connections.Add(connection);
        }

        await raw.ExecuteAsync("CREATE TABLE bench_rows (id BIGINT AUTO_INCREMENT PRIMARY KEY, body VARBINARY(500) NOT NULL)", cancellationToken);
        await raw.ExecuteAsync(Insert(RowsInABatch), cancellationToken);
        return raw;
    }

    /// <summary>How long the commit of one row takes: the median, in milliseconds.</summary>
    public async Task<double> CommitTimeAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var insert = Insert(1);
        return Latencies.Quantile(await Load.OneByOneAsync(time, () => ExecuteAsync(insert, cancellationToken), cancellationToken), 0.5);
    }

    /// <summary>How long it takes to read one row by its key: the median, in milliseconds.</summary>
    public async Task<double> ReadTimeAsync(TimeSpan time, CancellationToken cancellationToken) =>
        Latencies.Quantile(await Load.OneByOneAsync(time, () => ReadAsync(1, cancellationToken), cancellationToken), 0.5);

    /// <summary>Rows written per second, so many in a commit.</summary>
    public async Task<double> RowsAsync(int inACommit, TimeSpan time, CancellationToken cancellationToken)
    {
        var insert = Insert(inACommit);
        return inACommit * await Load.SaturateAsync(Connections, time, _ => ExecuteAsync(insert, cancellationToken), cancellationToken);
    }

    /// <summary>Rows read per second, each by its key.</summary>
    public Task<double> ReadsAsync(TimeSpan time, CancellationToken cancellationToken) =>
        Load.SaturateAsync(Connections, time, i => ReadAsync(1 + (i % RowsInABatch), cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync("DROP TABLE bench_rows", CancellationToken.None);
        foreach (var connection in _connections)
            await connection.DisposeAsync();
    }

    private static string Insert(int rows) => $"INSERT INTO bench_rows (body) VALUES {string.Join(',', Enumerable.Repeat("(@body)", rows))}";

    private async Task ReadAsync(int id, CancellationToken cancellationToken)
    {
        if (await ExecuteAsync($"SELECT body FROM bench_rows WHERE id = {id}", cancellationToken) is not byte[])
            throw new InvalidOperationException($"bench_rows has no row {id}");
    }

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        // Nobody calls on more connections than there are.
        var connection = _connections.TryTake(out var free) ? free : throw new InvalidOperationException("all connections are in use");
        try
        {
            await using var command = new MySqlCommand(sql, connection);
            command.Parameters.AddWithValue("@body", Body);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
        finally
        {
            _connections.Add(connection);
        }
    }
}
