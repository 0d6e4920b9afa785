namespace Msq.Local.Embedded;

/// <summary>How an <see cref="EmbeddedMsq"/> is set up.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Where chain, database and the relayers' rows are kept. What is found there is taken up again.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the API listens.</summary>
    public required int Port { get; init; }

    /// <summary>The folder with relayer-pool.yaml and clients.yaml.</summary>
    public string ConfigFolder { get; init; } = Development.ConfigFolder;

    /// <summary>Where the logs go.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>Told each step of the start.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
