namespace Msq.Bench.Stack;

/// <summary>
/// Transactions that ended some time ago, copied from one that has just ended, with its timeline, attempt, evidence and callback. Young enough to be kept: there would be none that are older.
/// </summary>
internal sealed class History(BenchStack stack)
{
    private const int Batch = 10_000;
    private const string Tables = "msq.transactions, msq.attempts, msq.transaction_events, msq.chain_transactions, msq.callback_deliveries";

    // Before every nonce that the stub gives out, and an id of its own for each row.
    private const string Sender = "0x00000000000000000000000000000000000000ff";

    private readonly long _began = TimeProvider.System.GetUtcNow().AddDays(-30).ToUnixTimeMilliseconds();

    /// <summary>Adds that many.</summary>
    public async Task FillAsync(int rows, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < rows; filled += Batch)
            await stack.AdministerAsync(await CopyAsync(filled, Math.Min(Batch, rows - filled), cancellationToken), cancellationToken);
        await stack.AdministerAsync($"ANALYZE TABLE {Tables}", cancellationToken);
        // Writes to the disk what would otherwise be written while something else is measured.
        await stack.AdministerAsync($"FLUSH TABLES {Tables} FOR EXPORT; UNLOCK TABLES", cancellationToken);
    }

    private async Task<string> CopyAsync(int first, int count, CancellationToken cancellationToken)
    {
        // Version 7, a millisecond apart.
        var id = $"UNHEX(CONCAT(LPAD(HEX({_began} + s.seq), 12, '0'), '7000', '8000000000000000'))";
        var template = "(SELECT id FROM msq.transactions WHERE current_state = 'Ended' AND confirmed_at IS NOT NULL ORDER BY id DESC LIMIT 1)";
        var numbers = $"(SELECT seq + {first} AS seq FROM msq.seq_1_to_{count}) s";
        return $"""
            SET @template = {template}, unique_checks = 0, foreign_key_checks = 0;
            START TRANSACTION;
            {await InsertAsync("transactions", new() { ["id"] = id, ["from_address"] = $"'{Sender}'", ["nonce"] = "s.seq", ["idempotency_key"] = "NULL" }, "id", numbers, cancellationToken)}
            {await InsertAsync("attempts", new() { ["transaction_id"] = id, ["identity"] = "NULL", ["relayer_transaction_id"] = $"HEX({id})" }, "transaction_id", numbers, cancellationToken)}
            {await InsertAsync("transaction_events", new() { ["transaction_id"] = id }, "transaction_id", numbers, cancellationToken)}
            {await InsertAsync("chain_transactions", new() { ["transaction_id"] = id, ["from_address"] = $"'{Sender}'", ["nonce"] = "s.seq" }, "transaction_id", numbers, cancellationToken)}
            {await InsertAsync("callback_deliveries", new() { ["transaction_id"] = id, ["id"] = id, ["event_id"] = id }, "transaction_id", numbers, cancellationToken)}
            COMMIT;
            """;
    }

    private async Task<string> InsertAsync(string table, Dictionary<string, string> own, string key, string numbers, CancellationToken cancellationToken)
    {
        var columns = await stack.ReadWordsAsync($"SELECT column_name FROM information_schema.columns WHERE table_schema = 'msq' AND table_name = '{table}'", cancellationToken);
        return $"INSERT INTO msq.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(column => own.GetValueOrDefault(column, $"t.{column}")))} FROM msq.{table} t, {numbers} WHERE t.{key} = @template;";
    }
}
