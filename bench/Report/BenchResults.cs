using System.Text.Json;

namespace Msq.Bench.Report;

/// <summary>The tables of a run, printed as they come.</summary>
internal sealed class BenchResults
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Dictionary<string, IReadOnlyList<FigureTable>> _tables = [];

    public void Add(string name, IReadOnlyList<FigureTable> tables)
    {
        _tables[name] = tables;
        foreach (var table in tables)
            table.Print();
    }

    /// <summary>Writes all of them as JSON, and beside it a plot of what changed over time.</summary>
    public async Task WriteAsync(string file, CancellationToken cancellationToken)
    {
        var tables = _tables.ToDictionary(pair => pair.Key, pair => pair.Value.Select(table => new
        {
            table.Title,
            rows = table.Rows.Select(row => table.Columns.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second)),
        }));
        await using (var stream = File.Create(file))
        {
            await JsonSerializer.SerializeAsync(
                stream, new { machine = new { processors = Environment.ProcessorCount, framework = Environment.Version.ToString(), load = await LoadAsync(cancellationToken) }, tables }, Indented, cancellationToken);
        }

        if (_tables.Values.SelectMany(list => list).FirstOrDefault(table => table.Columns[0] == "second") is { } overTime)
            await File.WriteAllTextAsync(Path.ChangeExtension(file, ".svg"), LinePlot.Draw(overTime), cancellationToken);
    }

    // What else the machine does, which shows in every figure.
    private static async Task<string> LoadAsync(CancellationToken cancellationToken) => (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Trim();
}
