using Spectre.Console;

namespace Msq.Bench.Report;

/// <summary>What was measured: rows of figures under the names of their columns.</summary>
/// <param name="Title">What the table is about.</param>
/// <param name="Columns">Names, with units.</param>
internal sealed record FigureTable(string Title, IReadOnlyList<string> Columns)
{
    private const int MostPrinted = 25;
    private const int LeastWidth = 140;
    private readonly List<IReadOnlyList<object>> _rows = [];

    public IReadOnlyList<IReadOnlyList<object>> Rows => _rows;

    /// <summary>Adds a row: numbers and words, one for each column.</summary>
    public void Add(params object[] figures) => _rows.Add(figures);

    /// <summary>Prints it; of many rows, some that lie evenly apart, and the last.</summary>
    public void Print()
    {
        var table = new Table { Title = new TableTitle(Title), Border = TableBorder.Markdown };
        foreach (var column in Columns)
            table.AddColumn(new TableColumn(column).RightAligned());
        var step = (_rows.Count / MostPrinted) + 1;
        foreach (var row in _rows.Where((_, index) => index % step == 0 || index == _rows.Count - 1))
            table.AddRow([.. row.Select(figure => Markup.Escape(Words(figure)))]);
        // Where it goes into a file there is no screen that would have a width.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LeastWidth);
        AnsiConsole.Write(table);
    }

    private static string Words(object figure) => figure switch
    {
        double number when Math.Abs(number) >= 100 => FormattableString.Invariant($"{number:0}"),
        double number => FormattableString.Invariant($"{number:0.00}"),
        _ => FormattableString.Invariant($"{figure}"),
    };
}
