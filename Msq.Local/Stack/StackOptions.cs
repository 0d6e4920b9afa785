namespace Msq.Local.Stack;

/// <summary>How a <see cref="MsqStack"/> is set up.</summary>
public sealed record StackOptions
{
    /// <summary>Where every part keeps its data and its log. What is found there is taken up again.</summary>
    public required string Folder { get; init; }

    /// <summary>The port of the first API; null takes any free one.</summary>
    public int? ApiPort { get; init; }

    /// <summary>How many processes of Msq.Api.</summary>
    public int Apis { get; init; } = 1;

    /// <summary>How many processes of Msq.Dispatcher.</summary>
    public int Dispatchers { get; init; } = 1;

    /// <summary>How many processes of Msq.StatusTracker.</summary>
    public int Trackers { get; init; } = 1;

    /// <summary>The folder with relayer-pool.yaml and clients.yaml.</summary>
    public string ConfigFolder { get; init; } = Development.ConfigFolder;

    /// <summary>How often the chain mines.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Arguments of a development relayer, by its id, besides its own, such as <c>--memory</c>.</summary>
    public Func<string, IReadOnlyList<string>> RelayerArguments { get; init; } = _ => [];

    /// <summary>Called when every part has its address and none has started: the last moment to change their settings.</summary>
    public Func<MsqStack, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>Told each step of the start.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
