using Msq.Hosting.Settings;

namespace Msq.StatusTracker.Sweep;

/// <summary>For how long a transaction is kept after its end: <c>History:Lifetime</c>, default a year.</summary>
/// <exception cref="InvalidOperationException">It is no time between a day and ten years.</exception>
internal sealed class HistoryLifetime(IConfiguration configuration)
{
    /// <summary>The lifetime. Far longer than relayers remember: what a look needs as a witness is never missing.</summary>
    public TimeSpan Value { get; } = ProcessSettings.HistoryLifetime.TimeFrom(configuration);
}
