using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Msq.Tests.Chaos;

/// <summary>One run: transactions all the time, and one fault after the other.</summary>
public sealed class ChaosRun(ChaosWorld world, ChaosOptions options) : IDisposable
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(120);
    private static readonly IReadOnlyList<Fault> Kinds = [.. ProcessFaults.All, .. RelayerFaults.All, .. NetworkFaults.All];

    private readonly ChaosClients _clients = new(world, options.Seed);
    private readonly List<(Fault Fault, int Open, Lines Lines)> _rows = [];

    /// <summary>How many kinds of faults struck.</summary>
    public int KindsStruck => _rows.Select(row => row.Fault.Name).Distinct().Count();

    /// <summary>Attempts of the whole run by what became of them.</summary>
    public Lines Total { get; private set; } = new(0, 0, 0);

    /// <summary>What clients were refused, which should not happen.</summary>
    public IReadOnlyCollection<string> Refusals => _clients.Refusals;

    /// <summary>Runs to the end.</summary>
    /// <param name="say">Told of each step.</param>
    public async Task<ChaosVerdict> RunAsync(Action<string> say)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"chaos: seed {options.Seed}, {options.Transactions} transactions, {options.Faults} faults"));
        // A share before the first fault, and one after each; half of a fault's share comes at the very moment.
        var share = options.Transactions / (options.Faults + 1);
        _clients.Submit(options.Transactions - (share * options.Faults));
        await _clients.AnsweredAsync();

        foreach (var (fault, seed) in Schedule())
        {
            var before = await LinesAsync();
            var strike = new Strike(world, new Random(seed), () => _clients.Submit((share + 1) / 2));
            await fault.StrikeAsync(strike);
            world.Mend();
            _clients.Submit(share / 2);
            await _clients.AnsweredAsync();
            var lines = await LinesAsync() - before;
            _rows.Add((fault, strike.Open, lines));
            say($"{_rows.Count,4}  {fault.Name,-32} {strike.Open,4} open  {lines}");
        }

        await CalmDownAsync();
        Total = await LinesAsync();
        return await ChaosVerdict.ReachAsync(_clients, world.Counter);
    }

    /// <summary>For each kind of fault what it met and what became of it. A doubt is counted where it is resolved, which may be one fault later.</summary>
    public string Table()
    {
        var table = new StringBuilder("| fault | times | attempts open | in doubt | found | proven absent, sent again |\n|---|--:|--:|--:|--:|--:|\n");
        foreach (var kind in _rows.GroupBy(row => row.Fault.Name))
        {
            var lines = kind.Aggregate(new Lines(0, 0, 0), (sum, row) => sum + row.Lines);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {kind.Key} | {kind.Count()} | {kind.Sum(row => row.Open)} | {lines.InDoubt} | {lines.Found} | {lines.Absent} |");
        }

        return table.AppendLine(CultureInfo.InvariantCulture, $"| the whole run | {_rows.Count} | | {Total.InDoubt} | {Total.Found} | {Total.Absent} |").ToString();
    }

    public void Dispose() => _clients.Dispose();

    // Every kind once, in an order of the seed's own, then again.
    private IEnumerable<(Fault Fault, int Seed)> Schedule()
    {
        var random = new Random(options.Seed);
        var bag = new List<Fault>();
        for (var i = 0; i < options.Faults; i++)
        {
            if (bag.Count == 0)
                bag.AddRange(Shuffled(random));
            yield return (bag[^1], random.Next());
            bag.RemoveAt(bag.Count - 1);
        }
    }

    private static Fault[] Shuffled(Random random)
    {
        Fault[] kinds = [.. Kinds];
        random.Shuffle(kinds);
        return kinds;
    }

    // Traffic goes on, as it does in life: without it a relayer that lost its memory can never be proven not to have taken something.
    private async Task CalmDownAsync()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StuckAfter && await world.Records.UnfinishedAsync() > 0)
        {
            if (clock.Elapsed < StuckAfter / 2)
                _clients.Submit(3);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        await _clients.AnsweredAsync();
    }

    private async Task<Lines> LinesAsync() => new(
        await world.Records.LinesAsync("in_doubt"), await world.Records.FoundAsync(), await world.Records.LinesAsync("absent"));
}

/// <summary>Attempts by what became of them.</summary>
public sealed record Lines(int InDoubt, int Found, int Absent)
{
    public static Lines operator +(Lines one, Lines other) => new(one.InDoubt + other.InDoubt, one.Found + other.Found, one.Absent + other.Absent);

    public static Lines operator -(Lines one, Lines other) => new(one.InDoubt - other.InDoubt, one.Found - other.Found, one.Absent - other.Absent);

    public override string ToString() => $"{InDoubt} in doubt, {Found} found, {Absent} absent";
}
