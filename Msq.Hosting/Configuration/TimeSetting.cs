using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Msq.Hosting.Configuration;

/// <summary>Settings that are spans of time.</summary>
public static class TimeSetting
{
    /// <summary>Reads a span of time, written <c>[d.]hh:mm:ss</c>.</summary>
    /// <param name="configuration">Where it stands.</param>
    /// <param name="setting">Its key.</param>
    /// <param name="otherwise">What it is when nobody set it.</param>
    /// <param name="least">The shortest that is allowed.</param>
    /// <param name="most">The longest that is allowed.</param>
    /// <exception cref="InvalidOperationException">It is something else; the message names the key.</exception>
    public static TimeSpan Time(this IConfiguration configuration, string setting, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (configuration[setting] is not { } text)
            return otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"{setting} is '{text}', must be a time from {least:c} to {most:c}, written [d.]hh:mm:ss.");
    }
}
