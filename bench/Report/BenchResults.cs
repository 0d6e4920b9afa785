using System.Text.Json;

namespace Msq.Bench.Report;

/// <summary>The tables of a run.</summary>
internal sealed class BenchResults
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly Dictionary<string, object> _tables = [];

    public void Add(string name, FigureTable table) =>
        _tables[name] = table.Rows.Select(row => table.Columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)).ToList();

    /// <summary>Writes all of them as JSON.</summary>
    public async Task WriteAsync(string file)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(
            stream, new { machine = new { processors = Environment.ProcessorCount, framework = Environment.Version.ToString() }, tables = _tables }, Indented);
    }
}
