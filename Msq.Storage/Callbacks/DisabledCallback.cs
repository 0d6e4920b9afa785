namespace Msq.Storage.Callbacks;

/// <summary>An address that said that it is gone (410): nothing is sent there until its client, or a changed clients file, has it used again.</summary>
public sealed class DisabledCallback
{
    /// <summary>Whose it is.</summary>
    public required string Client { get; init; }

    /// <summary>The endpoint that it belongs to.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>Since when (UTC).</summary>
    public required DateTime Since { get; init; }
}
