namespace Msq.Sdk;

/// <summary>Why Msq refused something (RFC 9457).</summary>
/// <param name="Title">What went wrong, the same for every problem of one code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, to be branched on: <c>validation</c>, <c>idempotency_key_reused</c>, <c>unavailable</c> and so on. <see cref="UnexpectedAnswer"/> when the answer was not Msq's.</param>
/// <param name="Detail">This occurrence, for people.</param>
/// <param name="Errors">With <c>validation</c>: what is wrong, by field. Otherwise null.</param>
public sealed record MsqProblem(string Title, int Status, string Code, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors)
{
    /// <summary>The code of an answer that is no problem as Msq writes them: a proxy's, or that of another service.</summary>
    public const string UnexpectedAnswer = "unexpected_answer";

    /// <summary>Status, code, and what is wrong.</summary>
    public override string ToString()
    {
        var errors = Errors?.Select(error => $"{error.Key}: {string.Join(", ", error.Value)}");
        return $"{Status} {Code}: {(errors is null ? Detail ?? Title : string.Join("; ", errors))}";
    }
}
