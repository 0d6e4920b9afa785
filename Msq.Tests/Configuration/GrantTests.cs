using Msq.Local.Servers;
using Msq.Storage;
using Msq.Tests.DevRelayer;
using MySqlConnector;

namespace Msq.Tests.Configuration;

/// <summary>What the services' database users may do, on a real server.</summary>
public sealed class GrantTests : IDisposable
{
    private const string Locking = "SELECT id FROM transactions WHERE id = x'00' FOR UPDATE";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_service_may_do_what_it_does_and_nothing_else()
    {
        await using var server = new MariaDbServer(Path.Combine(folder.Path, "mariadb"));
        await server.StartAsync();
        await MsqDatabase.MigrateAsync(server.ConnectionString("msq"), sqlite: null, CancellationToken.None);
        await ExecuteAsync(server.AdministrationString, string.Concat(new[] { "api", "dispatcher", "tracker" }.Select(user => $"CREATE USER 'msq_{user}'@'%' IDENTIFIED BY 'p';")));
        await ExecuteAsync(server.AdministrationString, await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "config", "mysql", "grants.sql")));

        await AllowedAsync("api", "SELECT COUNT(*) FROM attempts", "DELETE FROM transactions", "UPDATE transactions SET status = 'confirmed'", "INSERT INTO attempts (transaction_id, number) VALUES (x'00', 1)",
            "UPDATE relayers SET healthy = 1", "CREATE TABLE t (i int)");
        await AllowedAsync("api", "UPDATE transactions SET cancel_requested_at = UTC_TIMESTAMP(6), version = version + 1");
        await AllowedAsync("api", "UPDATE relayers SET state = 'paused', state_reason = 'x', state_by = 'y', state_since = UTC_TIMESTAMP(6)");
        await AllowedAsync("api", "UPDATE monitor_alerts SET count = count + 1");
        await AllowedAsync("dispatcher", "UPDATE transactions SET claimed_at = UTC_TIMESTAMP(6), version = version + 1", "UPDATE transactions SET status = 'failed'", "DELETE FROM transactions",
            "INSERT INTO transaction_events (transaction_id, at, status, event) VALUES (x'00', UTC_TIMESTAMP(6), 'queued', 'x')", "UPDATE relayers SET healthy = 1");
        await AllowedAsync("tracker", "DELETE FROM transaction_events", "DROP TABLE transactions", "GRANT ALL ON msq.* TO 'msq_api'@'%'");
        await AllowedAsync("tracker", Locking);
        await AllowedAsync("tracker", "UPDATE transactions SET status = 'failed', version = version + 1");

        async Task AllowedAsync(string user, string allowed, params string[] refused)
        {
            var connection = new MySqlConnectionStringBuilder(server.ConnectionString("msq")) { UserID = $"msq_{user}", Password = "p" }.ConnectionString;
            await ExecuteAsync(connection, allowed);
            foreach (var statement in refused)
            {
                var refusal = await Assert.ThrowsAsync<MySqlException>(() => ExecuteAsync(connection, statement));
                Assert.Contains("denied", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    private static async Task ExecuteAsync(string connection, string statements)
    {
        await using var open = new MySqlConnection(connection);
        await open.OpenAsync();
        await using var command = open.CreateCommand();
#pragma warning disable CA2100 // The statements are this test's and the repository's own.
        command.CommandText = statements;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
