using System.Diagnostics;
using Msq.Bench.Report;
using MySqlConnector;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Msq.Bench.Measures;

/// <summary>What this machine's broker and database can do at best, by plain clients, with what Msq asks of them: quorum queues, confirms, durable commits.</summary>
/// <param name="Bus">The same messages through the message library.</param>
/// <param name="Messages">Messages per second: published, confirmed, consumed, acknowledged.</param>
/// <param name="Commits">Commits per second of one row each.</param>
/// <param name="BatchedRows">Rows per second, a hundred in a commit.</param>
internal sealed record RawLimits(BusLimit Bus, double Messages, double Commits, double BatchedRows)
{
    private const int Publishers = 64;
    private const int Connections = 16;
    private const int RowsInABatch = 100;
    private static readonly byte[] Body = new byte[500];

    /// <summary>Measures them.</summary>
    public static async Task<RawLimits> MeasureAsync(Uri broker, string database, TimeSpan time, CancellationToken cancellationToken)
    {
        var bus = await BusLimit.MeasureAsync(broker, time, cancellationToken);
        var messages = await MessagesAsync(broker, new byte[bus.BodySize], time, cancellationToken);
        await using var connection = new MySqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, "CREATE TABLE bench_rows (id BIGINT AUTO_INCREMENT PRIMARY KEY, body VARBINARY(500) NOT NULL)", cancellationToken);
        var commits = await RowsAsync(database, 1, time, cancellationToken);
        var batched = await RowsAsync(database, RowsInABatch, time, cancellationToken);
        await ExecuteAsync(connection, "DROP TABLE bench_rows", cancellationToken);
        return new RawLimits(bus, messages, commits, batched);
    }

    public FigureTable ToTable()
    {
        var table = new FigureTable("What the machine can do at best, by plain clients", ["of", "per second"]);
        table.Add($"messages of {Bus.BodySize} bytes published, confirmed, consumed, acknowledged", Messages);
        table.Add("the same messages through MassTransit", Bus.Messages);
        table.Add("rows, one in a commit", Commits);
        table.Add($"rows, {RowsInABatch} in a commit", BatchedRows);
        return table;
    }

    private static async Task<double> MessagesAsync(Uri broker, byte[] body, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(cancellationToken);
        await using var publishing = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await using var consuming = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var queue = $"bench-{Guid.CreateVersion7():N}";
        await consuming.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        await consuming.BasicQosAsync(0, Publishers, global: false, cancellationToken);
        var consumed = 0;
        var consumer = new AsyncEventingBasicConsumer(consuming);
        consumer.ReceivedAsync += async (_, message) =>
        {
            await consuming.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
            Interlocked.Increment(ref consumed);
        };
        await consuming.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
                await publishing.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, body, cancellationToken);
        }));
        var rate = Volatile.Read(ref consumed) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await consuming.QueueDeleteAsync(queue, cancellationToken: cancellationToken);
        return rate;
    }

    private static async Task<double> RowsAsync(string database, int inACommit, TimeSpan time, CancellationToken cancellationToken)
    {
        var sql = $"INSERT INTO bench_rows (body) VALUES {string.Join(',', Enumerable.Repeat("(@body)", inACommit))}";
        var rows = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            await using var connection = new MySqlConnection(database);
            await connection.OpenAsync(cancellationToken);
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await ExecuteAsync(connection, sql, cancellationToken);
                Interlocked.Add(ref rows, inACommit);
            }
        }));
        return rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection);
        command.Parameters.AddWithValue("@body", Body);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
