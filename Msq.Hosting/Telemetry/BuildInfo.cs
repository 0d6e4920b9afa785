using System.Diagnostics.Metrics;
using System.Reflection;
using Msq.Storage;

namespace Msq.Hosting.Telemetry;

/// <summary>Says which version runs.</summary>
internal sealed class BuildInfo : IDisposable
{
    private readonly Meter _meter = new(MsqTelemetry.Name);

    public BuildInfo() => _meter.CreateObservableGauge("msq.build.info", () => new Measurement<long>(1, new KeyValuePair<string, object?>("version", Version)), description: "Which version runs");

    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public void Dispose() => _meter.Dispose();
}
