using System.Globalization;
using Msq.Local.Servers;
using Msq.Storage;
using Msq.Storage.Transactions;
using Msq.Tests.Api;
using Msq.Tests.DevRelayer;
using MySqlConnector;

namespace Msq.Tests.Facades;

/// <summary>Lists of the official clients deep in a long history, on a real server.</summary>
public sealed class DeepListTests : IDisposable
{
    private const int Newer = 1000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_page_reads_none_of_the_rows_before_it_whatever_the_order()
    {
        await using var server = new MariaDbServer(folder.Path);
        await server.StartAsync();
        await MsqDatabase.MigrateAsync(server.ConnectionString(), null, CancellationToken.None);
        await using var world = await ApiWorld.StartAsync(mySql: server.ConnectionString());
        var rows = Enumerable.Range(0, (2 * Newer) + 1).Select(value => Row(value)).ToList();
        await world.DatabaseAsync(async db =>
        {
            db.Transactions.AddRange(rows);
            await db.SaveChangesAsync();
            return 0;
        });
        await ExecuteAsync(server, "ANALYZE TABLE transactions");
        var middle = rows[Newer].CorrelationId;
        foreach (var (sort, first) in new[] { ("desc", Newer - 1), ("asc", Newer + 1) })
        {
            var before = await ReadsAsync(server);

            var page = await world.SendAsync(HttpMethod.Get, $"/defender/relayers/self/txs?usePagination=true&limit=20&sort={sort}&next={middle}", null, null, ("Authorization", "Bearer payments-key"));

            Assert.Equal((20, $"0x{first:x}"), (page.Json.GetProperty("items").GetArrayLength(), page.Json.GetProperty("items")[0].GetProperty("value").GetString()));
            Assert.InRange(await ReadsAsync(server) - before, 20, 300);
        }
    }

    private static Transaction Row(int value) => new()
    {
        CorrelationId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(value)),
        CreatedAt = DateTime.UnixEpoch.AddSeconds(value),
        UpdatedAt = DateTime.UnixEpoch.AddSeconds(value),
        Client = "payments",
        RequestHash = new byte[32],
        Type = TransactionType.Direct,
        Pool = "local",
        ChainId = 31337,
        To = ApiWorld.Target.ToLowerInvariant(),
        Value = value.ToString(CultureInfo.InvariantCulture),
        Data = "0x",
        Speed = "fast",
        Status = TransactionStatus.Confirmed,
        CurrentState = "Ended",
    };

    // Rows that the server read, by any path.
    private static async Task<long> ReadsAsync(MariaDbServer server)
    {
        await using var open = new MySqlConnection(server.ConnectionString());
        await open.OpenAsync();
        await using var command = open.CreateCommand();
        command.CommandText = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Handler_read_first', 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev')";
        await using var reader = await command.ExecuteReaderAsync();
        var sum = 0L;
        while (await reader.ReadAsync())
            sum += long.Parse(reader.GetString(1), CultureInfo.InvariantCulture);
        return sum;
    }

    private static async Task ExecuteAsync(MariaDbServer server, string statement)
    {
        await using var open = new MySqlConnection(server.ConnectionString());
        await open.OpenAsync();
        await using var command = open.CreateCommand();
#pragma warning disable CA2100 // The statement is this test's own.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
