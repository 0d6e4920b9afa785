using System.Globalization;
using MySqlConnector;

namespace Msq.Tests.Chaos;

/// <summary>Looks into the database, past the proxy.</summary>
public sealed class ChaosRecords(string connectionString)
{
    /// <summary>Attempts that are claimed and whose outcome is not known.</summary>
    public Task<int> OpenAsync() => CountAsync("SELECT COUNT(*) FROM transactions WHERE current_state IN ('Dispatching', 'InDoubt') AND claimed_at IS NOT NULL");

    /// <summary>Transactions that are not over.</summary>
    public Task<int> UnfinishedAsync() => CountAsync("SELECT COUNT(*) FROM transactions WHERE current_state <> 'Ended'");

    /// <summary>Lines of all timelines.</summary>
    public Task<int> LinesAsync(string @event) => CountAsync("SELECT COUNT(*) FROM transaction_events WHERE event = @event", @event);

    /// <summary>Doubts that ended with the attempt being found: at its relayer, by its claimer's late answer, or on the chain.</summary>
    public Task<int> FoundAsync() => CountAsync(
        """
        SELECT COUNT(*) FROM transaction_events d WHERE d.event = 'in_doubt' AND
            (SELECT n.event FROM transaction_events n WHERE n.transaction_id = d.transaction_id AND n.id > d.id AND n.event <> 'cancel_requested' ORDER BY n.id LIMIT 1)
            IN ('found', 'submitted', 'mined')
        """);

    /// <summary>What is known of the transactions that are not over, in words.</summary>
    public async Task<IReadOnlyList<string>> UnfinishedWordsAsync()
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(
            """
            SELECT LOWER(HEX(t.id)), t.current_state, t.relayer, t.attempt, t.nonce, t.hash, t.raw_transaction IS NOT NULL, t.unresolved, t.valid_until, t.cancel_requested_at, t.sweeps, t.next_action_at,
                   (SELECT GROUP_CONCAT(CONCAT(e.event, ' ', COALESCE(e.detail, '')) ORDER BY e.id SEPARATOR ' | ') FROM transaction_events e WHERE e.transaction_id = t.id)
            FROM transactions t WHERE t.current_state <> 'Ended' ORDER BY t.relayer, t.nonce LIMIT 20
            """, connection);
        var words = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            words.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return words;
    }

    private async Task<int> CountAsync(string sql, string? @event = null)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        if (@event is not null)
            command.Parameters.AddWithValue("@event", @event);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
