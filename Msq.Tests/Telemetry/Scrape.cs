using System.Diagnostics;
using System.Globalization;

namespace Msq.Tests.Telemetry;

/// <summary>One answer of <c>/metrics</c>.</summary>
internal sealed record Scrape(string Text)
{
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The names of all series.</summary>
    public IReadOnlySet<string> Names => Series.Select(line => line.Split('{', ' ')[0]).ToHashSet();

    private IEnumerable<string> Series => Text.Split('\n').Where(line => line.Length > 0 && line[0] != '#');

    public static async Task<Scrape> TakeAsync(Uri process) => new(await Http.GetStringAsync(new Uri(process, "/metrics")));

    public static async Task<Scrape> UntilAsync(Uri process, Func<Scrape, bool> isComplete)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var scrape = await TakeAsync(process);
            if (isComplete(scrape))
                return scrape;
            if (clock.Elapsed > Deadline)
                throw new TimeoutException(scrape.Text);
            await Task.Delay(500);
        }
    }

    public bool Has(string name) => Names.Contains(name);

    /// <summary>The sum of the series of that name with these labels; NaN when there is none.</summary>
    public double Value(string name, string labels)
    {
        var values = Series.Where(line => line.Split('{', ' ')[0] == name && line.Contains(labels.Trim(), StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].TrimStart().Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        return values.Count == 0 ? double.NaN : values.Sum();
    }
}
