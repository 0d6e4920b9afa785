using System.Text.Json.Serialization;

namespace Msq.Api.Relay;

/// <summary>A transaction that the relayer sends as it is: valid, and in Msq's own forms.</summary>
/// <param name="To">Lower-case hex.</param>
/// <param name="Data">Lower-case <c>0x</c> hex.</param>
/// <param name="Value">Wei, decimal.</param>
/// <param name="GasLimit">Units of gas, or null to have it estimated.</param>
/// <param name="Speed"><c>fastest fast average safeLow</c>.</param>
/// <param name="ValidUntil">UTC, or null.</param>
/// <param name="Pool">The pool's name.</param>
/// <param name="Reference">The client's own word, or null.</param>
/// <param name="CallbackUrl">Where the client wants to be told of it besides, or null.</param>
internal sealed record DirectRequest(
    string To, string Data, string Value, ulong? GasLimit, string Speed, DateTime? ValidUntil, string Pool, string? Reference, string? CallbackUrl)
{
    /// <summary>The one relayer that may send it, by its id in the pool file; null leaves it to the pool.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Relayer { get; init; }

    /// <summary>The transaction whose place it takes; null for most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Replaces { get; init; }
}
