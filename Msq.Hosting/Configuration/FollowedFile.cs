namespace Msq.Hosting.Configuration;

/// <summary>A configuration file whose changes count without a restart: <see cref="ConfigurationReload"/> looks at it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="TakeOver">
/// Reads it and takes over what it says, as a whole; answers what changed, in words. Throws a <see cref="ConfigurationProblem"/> when it has a mistake, or changes what only a
/// start can change: then nothing was taken over.
/// </param>
internal sealed record FollowedFile(string Path, Func<string> TakeOver)
{
    /// <summary>What came and what went, in words.</summary>
    public static string Changes(string what, IEnumerable<string> before, IEnumerable<string> after) =>
        $"{what} added: {Words(after.Except(before))}; removed: {Words(before.Except(after))}";

    /// <summary>The names, or that there are none.</summary>
    public static string Words(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } words ? words : "none";
}
