using Msq.Hosting.Settings;

namespace Msq.Api.Relay;

/// <summary>For how long an idempotency key stands for its request: <c>Idempotency:Lifetime</c>, default seven days.</summary>
/// <exception cref="InvalidOperationException">It is no time between an hour and a year.</exception>
internal sealed class KeyLifetime(IConfiguration configuration)
{
    /// <summary>The lifetime.</summary>
    public TimeSpan Value { get; } = ProcessSettings.IdempotencyLifetime.TimeFrom(configuration);
}
