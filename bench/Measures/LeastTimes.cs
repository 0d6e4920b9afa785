using Msq.Bench.Report;

namespace Msq.Bench.Measures;

/// <summary>How long the least takes on this machine when nothing else happens, by plain clients, one call after the other: medians, in milliseconds.</summary>
/// <param name="Commit">One row, committed durably.</param>
/// <param name="Message">One message published, confirmed and consumed.</param>
/// <param name="Read">One row by its key.</param>
internal sealed record LeastTimes(double Commit, double Message, double Read)
{
    /// <summary>What a path takes at the least that has so many of each one after the other.</summary>
    public double Of(int commits, int messages) => (commits * Commit) + (messages * Message);

    public FigureTable ToTable()
    {
        var table = new FigureTable("The least that anything takes, by plain clients, one call after the other", ["of", "median, ms"]);
        table.Add("a row committed", Commit);
        table.Add("a message published, confirmed, consumed", Message);
        table.Add("a row read by its key", Read);
        return table;
    }
}
