namespace Msq.Bench.Stack;

/// <summary>Transactions that ended long ago, copied from those that have just ended, with their timelines, attempts and evidence.</summary>
internal sealed class History(BenchStack stack)
{
    private const int Batch = 10_000;

    // Before every nonce that the stub gives out, and an id of its own for each row.
    private const string Sender = "0x00000000000000000000000000000000000000ff";
    private int _rows;

    /// <summary>Adds what is missing to that many.</summary>
    public async Task GrowAsync(int rows, CancellationToken cancellationToken)
    {
        while (_rows < rows)
        {
            var count = Math.Min(Batch, rows - _rows);
            await stack.AdministerAsync(await CopyAsync(_rows, count, cancellationToken), cancellationToken);
            _rows += count;
        }

        await stack.AdministerAsync("ANALYZE TABLE msq.transactions, msq.attempts, msq.transaction_events, msq.chain_transactions", cancellationToken);
    }

    private async Task<string> CopyAsync(int first, int count, CancellationToken cancellationToken)
    {
        // Version 7, a year ago, a millisecond apart.
        const string id = "UNHEX(CONCAT(LPAD(HEX(1700000000000 + s.seq), 12, '0'), '7000', '8000000000000000'))";
        var template = "(SELECT id FROM msq.transactions WHERE current_state = 'Ended' AND confirmed_at IS NOT NULL ORDER BY id DESC LIMIT 1)";
        var numbers = $"(SELECT seq + {first} AS seq FROM msq.seq_1_to_{count}) s";
        return $"""
            SET @template = {template};
            START TRANSACTION;
            {await InsertAsync("transactions", new() { ["id"] = id, ["from_address"] = $"'{Sender}'", ["nonce"] = "s.seq", ["idempotency_key"] = "NULL" }, "id", numbers, cancellationToken)}
            {await InsertAsync("attempts", new() { ["transaction_id"] = id, ["identity"] = "NULL", ["relayer_transaction_id"] = $"HEX({id})" }, "transaction_id", numbers, cancellationToken)}
            {await InsertAsync("transaction_events", new() { ["transaction_id"] = id }, "transaction_id", numbers, cancellationToken)}
            {await InsertAsync("chain_transactions", new() { ["transaction_id"] = id, ["from_address"] = $"'{Sender}'", ["nonce"] = "s.seq" }, "transaction_id", numbers, cancellationToken)}
            COMMIT;
            """;
    }

    private async Task<string> InsertAsync(string table, Dictionary<string, string> own, string key, string numbers, CancellationToken cancellationToken)
    {
        var columns = await stack.ReadWordsAsync($"SELECT column_name FROM information_schema.columns WHERE table_schema = 'msq' AND table_name = '{table}'", cancellationToken);
        return $"INSERT INTO msq.{table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(column => own.GetValueOrDefault(column, $"t.{column}")))} FROM msq.{table} t, {numbers} WHERE t.{key} = @template;";
    }
}
