using System.Globalization;

namespace Msq.Bench.Measures;

/// <summary>Reads what a process and its children have used.</summary>
internal static class ProcessReading
{
    // USER_HZ, which Linux has shown to programs as 100 since ever.
    private const double MillisecondsPerTick = 10;
    private const int PageBytes = 4096;

    /// <summary>Reads it from <c>/proc</c>, and what <see cref="StartupHook"/> counted.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="pid">The process.</param>
    /// <param name="countsFile">Where the hook counts; null where there is none.</param>
    public static ProcessCosts Read(string name, int pid, string? countsFile)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ", 2)[1].Split(' ');
        var counts = countsFile is not null && File.Exists(countsFile) ? File.ReadAllText(countsFile).Split(' ') : ["0", "0"];
        return new ProcessCosts(name, (Number(fields[11]) + Number(fields[12])) * MillisecondsPerTick, Number(counts[0]), Number(counts[1]), Number(fields[21]) * PageBytes);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
