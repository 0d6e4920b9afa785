using Microsoft.Extensions.Configuration;

namespace Msq.Hosting.Settings;

/// <summary>A setting of a process. Services read none but by one of these: so what they read is what <see cref="ProcessSettings"/> says of it.</summary>
/// <param name="Key">Its key in .NET's configuration, with <c>:</c>.</param>
/// <param name="Readers">Which processes read it.</param>
/// <param name="Type">What its text has to be, with the bounds.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Default">What counts when it is not set, or null when it must be set, or the meaning says what becomes of a process without it.</param>
/// <param name="IsSecret">Whether it belongs into a file of <c>MSQ_SECRETS</c>.</param>
/// <param name="IsOfTheHost">Whether it is .NET's or OpenTelemetry's, which read it themselves.</param>
public record ProcessSetting(string Key, SettingReaders Readers, string Type, string Meaning, string? Default = null, bool IsSecret = false, bool IsOfTheHost = false)
{
    /// <summary>Its name as an environment variable, or as a mounted file.</summary>
    public string Variable => Key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>What it is set to, or null.</summary>
    public string? ReadFrom(IConfiguration configuration)
    {
#pragma warning disable RS0030 // The one place that reads settings.
        return configuration[Key];
#pragma warning restore RS0030
    }
}
