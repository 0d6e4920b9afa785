using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Msq.Hosting.Settings;

/// <summary>A setting that is a span of time, written <c>[d.]hh:mm:ss</c>.</summary>
public sealed record TimeSetting : ProcessSetting
{
    private readonly TimeSpan _otherwise;
    private readonly TimeSpan _least;
    private readonly TimeSpan _most;

    /// <summary>Names it.</summary>
    /// <param name="key">See <see cref="ProcessSetting"/>.</param>
    /// <param name="readers">See <see cref="ProcessSetting"/>.</param>
    /// <param name="otherwise">What it is when nobody set it.</param>
    /// <param name="least">The shortest that is allowed.</param>
    /// <param name="most">The longest that is allowed.</param>
    /// <param name="meaning">See <see cref="ProcessSetting"/>.</param>
    public TimeSetting(string key, SettingReaders readers, TimeSpan otherwise, TimeSpan least, TimeSpan most, string meaning)
        : base(key, readers, $"`[d.]hh:mm:ss`, `{least:c}` to `{most:c}`", meaning, Default: otherwise.ToString("c", CultureInfo.InvariantCulture)) =>
        (_otherwise, _least, _most) = (otherwise, least, most);

    /// <summary>What it is set to.</summary>
    /// <exception cref="InvalidOperationException">It is no such time; the message names the key.</exception>
    public TimeSpan TimeFrom(IConfiguration configuration)
    {
        if (ReadFrom(configuration) is not { } text)
            return _otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= _least && value <= _most
            ? value
            : throw new InvalidOperationException($"{Key} is '{text}', must be a time from {_least:c} to {_most:c}, written [d.]hh:mm:ss.");
    }
}
