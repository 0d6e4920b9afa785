using Msq.Hosting.Settings;

namespace Msq.Api.Audit;

/// <summary>Whether the audit log shows what clients send, or only that they did: <c>Audit:Payloads</c>, <c>shown</c> (default) or <c>hidden</c>.</summary>
/// <exception cref="InvalidOperationException">It is something else.</exception>
internal sealed class AuditPayloads(IConfiguration configuration)
{
    /// <summary>Whether target, value and calldata are shown.</summary>
    public bool AreShown { get; } = (ProcessSettings.AuditPayloads.ReadFrom(configuration) ?? ProcessSettings.AuditPayloads.Default) switch
    {
        "shown" => true,
        "hidden" => false,
        var other => throw new InvalidOperationException($"{ProcessSettings.AuditPayloads.Key} is '{other}', must be shown or hidden."),
    };
}
