using System.Globalization;
using System.Text.RegularExpressions;

namespace Msq.Hosting;

/// <summary>Times on the wire and in files: RFC 3339 with an offset. What is stored holds microseconds, so more digits are cut.</summary>
public static partial class Rfc3339
{
    /// <summary>Reads a time.</summary>
    public static bool TryParse(string text, out DateTime utc)
    {
        utc = default;
        if (!Shape().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;

        utc = ToMicroseconds(time.UtcDateTime);
        return true;
    }

    /// <summary>The time as it is stored.</summary>
    public static DateTime ToMicroseconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), time.Kind);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Shape();
}
