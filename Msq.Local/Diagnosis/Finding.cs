namespace Msq.Local.Diagnosis;

/// <summary>What a check found.</summary>
/// <param name="Subject">Of what: <c>broker</c>, <c>relayer relayer-1</c>.</param>
/// <param name="IsWell">Whether it is as it has to be.</param>
/// <param name="Says">What was seen.</param>
/// <param name="Do">What to do about it; null when all is well.</param>
public sealed record Finding(string Subject, bool IsWell, string Says, string? Do)
{
    /// <summary>All is well.</summary>
    public static Finding Well(string subject, string says) => new(subject, true, says, null);

    /// <summary>Something is wrong.</summary>
    public static Finding Wrong(string subject, string says, string @do) => new(subject, false, says, @do);
}
