using System.Globalization;

namespace Msq.Api.Relay;

/// <summary>For how long an idempotency key stands for its request: <c>Idempotency:Lifetime</c>, default seven days.</summary>
internal sealed class KeyLifetime
{
    private const string Setting = "Idempotency:Lifetime";
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(365);

    /// <summary>Reads the setting.</summary>
    /// <exception cref="InvalidOperationException">It is no time between an hour and a year.</exception>
    public KeyLifetime(IConfiguration configuration)
    {
        if (configuration[Setting] is not { } text)
            return;
        Value = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= Least && value <= Most
            ? value
            : throw new InvalidOperationException($"{Setting} is '{text}', must be a time from {Least:c} to {Most:c}, written [d.]hh:mm:ss.");
    }

    /// <summary>The lifetime.</summary>
    public TimeSpan Value { get; } = TimeSpan.FromDays(7);
}
