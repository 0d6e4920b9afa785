namespace Msq.Local.Servers;

/// <summary>How to run a program: its file, its arguments and what is added to the environment.</summary>
public sealed record ServerCommand(string File, params string[] Arguments)
{
    /// <summary>Variables to add to (or, with null, remove from) this process's own environment.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
