namespace Msq.Api.Audit;

/// <summary>Whether the audit log shows what clients send, or only that they did: <c>Audit:Payloads</c>, <c>shown</c> (default) or <c>hidden</c>.</summary>
/// <exception cref="InvalidOperationException">It is something else.</exception>
internal sealed class AuditPayloads(IConfiguration configuration)
{
    private const string Setting = "Audit:Payloads";

    /// <summary>Whether target, value and calldata are shown.</summary>
    public bool AreShown { get; } = (configuration[Setting] ?? "shown") switch
    {
        "shown" => true,
        "hidden" => false,
        var other => throw new InvalidOperationException($"{Setting} is '{other}', must be shown or hidden."),
    };
}
