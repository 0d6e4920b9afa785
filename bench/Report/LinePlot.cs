using System.Globalization;
using System.Text;

namespace Msq.Bench.Report;

/// <summary>A table whose first column is the time, as lines.</summary>
internal static class LinePlot
{
    private const int Width = 800;
    private const int Height = 400;
    private const int Margin = 50;
    private static readonly string[] Colours = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728"];

    /// <summary>Draws it as SVG.</summary>
    public static string Draw(FigureTable table)
    {
        var rows = table.Rows.Select(row => row.Select(figure => Convert.ToDouble(figure, CultureInfo.InvariantCulture)).ToList()).ToList();
        var (longest, most) = (rows.Max(row => row[0]), rows.Max(row => row.Skip(1).Max()));
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Height}' font-family='sans-serif' font-size='12'>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect width='{Width}' height='{Height}' fill='white'/><text x='{Margin}' y='20' font-size='15'>{table.Title}</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<path d='M{Margin} {Margin}V{Height - Margin}H{Width - Margin}' fill='none' stroke='black'/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x='5' y='{Margin}'>{most:0}</text><text x='{Width - Margin}' y='{Height - Margin + 20}'>{longest:0} s</text>");
        for (var column = 1; column < table.Columns.Count; column++)
        {
            var points = string.Join(' ', rows.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{Margin + (row[0] / longest * (Width - (2 * Margin))):0.0},{Height - Margin - (row[column] / most * (Height - (2 * Margin))):0.0}")));
            var colour = Colours[(column - 1) % Colours.Length];
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2'/><text x='{Margin + 20}' y='{Margin + (column * 16)}' fill='{colour}'>{table.Columns[column]}</text>");
        }

        return svg.AppendLine("</svg>").ToString();
    }
}
