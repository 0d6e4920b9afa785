using Msq.Bench.Report;

namespace Msq.Bench.Measures;

/// <summary>What this machine's broker and database can do at best, by plain clients, with what Msq asks of them: quorum queues, confirms, durable commits.</summary>
/// <param name="Bus">The same messages through the message library.</param>
/// <param name="Messages">Messages per second: published, confirmed, consumed, acknowledged.</param>
/// <param name="Commits">Commits per second of one row each.</param>
/// <param name="BatchedRows">Rows per second, a hundred in a commit.</param>
/// <param name="Reads">Rows per second, each read by its key.</param>
/// <param name="Least">How long one of each takes.</param>
internal sealed record RawLimits(BusLimit Bus, double Messages, double Commits, double BatchedRows, double Reads, LeastTimes Least)
{
    // Enough for a median.
    private const int PartForOneByOne = 5;

    /// <summary>Measures them in turns, each rate for that long in each, and takes the medians.</summary>
    public static async Task<RawLimits> MeasureAsync(Uri broker, string database, TimeSpan time, int rounds, CancellationToken cancellationToken)
    {
        var measured = new List<RawLimits>();
        for (var round = 0; round < rounds; round++)
            measured.Add(await MeasureAsync(broker, database, time, cancellationToken));
        double Median(Func<RawLimits, double> figure) => Latencies.Median(measured.Select(figure));
        return new RawLimits(
            new BusLimit(Median(x => x.Bus.Messages), measured[0].Bus.BodySize),
            Median(x => x.Messages),
            Median(x => x.Commits),
            Median(x => x.BatchedRows),
            Median(x => x.Reads),
            new LeastTimes(Median(x => x.Least.Commit), Median(x => x.Least.Message), Median(x => x.Least.Read)));
    }

    /// <summary>How often something can be done that takes so many messages and commits.</summary>
    public Limit Of(double messages, double commits) => Limit.Lower(new Limit("raw messages", Messages / messages), new Limit("raw commits", Commits / commits));

    public FigureTable ToTable()
    {
        var table = new FigureTable("What the machine can do at best, by plain clients", ["of", "per second"]);
        table.Add($"messages of {Bus.BodySize} bytes published, confirmed, consumed, acknowledged", Messages);
        table.Add("the same messages through MassTransit", Bus.Messages);
        table.Add("rows, one in a commit", Commits);
        table.Add($"rows, {RawDatabase.RowsInABatch} in a commit", BatchedRows);
        table.Add("rows read, each by its key", Reads);
        return table;
    }

    private static async Task<RawLimits> MeasureAsync(Uri broker, string database, TimeSpan time, CancellationToken cancellationToken)
    {
        var bus = await BusLimit.MeasureAsync(broker, time, cancellationToken);
        await using var rawBroker = await RawBroker.OpenAsync(broker, bus.BodySize, cancellationToken);
        await using var rawDatabase = await RawDatabase.OpenAsync(database, cancellationToken);
        var least = new LeastTimes(
            await rawDatabase.CommitTimeAsync(time / PartForOneByOne, cancellationToken),
            await rawBroker.MessageTimeAsync(time / PartForOneByOne, cancellationToken),
            await rawDatabase.ReadTimeAsync(time / PartForOneByOne, cancellationToken));
        return new RawLimits(
            bus,
            await rawBroker.MessagesAsync(time, cancellationToken),
            await rawDatabase.RowsAsync(1, time, cancellationToken),
            await rawDatabase.RowsAsync(RawDatabase.RowsInABatch, time, cancellationToken),
            await rawDatabase.ReadsAsync(time, cancellationToken),
            least);
    }
}
