using System.Net;
using Msq.Local.DevRelayer.Faults;

namespace Msq.Local.DevRelayer;

/// <summary>How a development relayer is set up. One process can hold several relayers, as an OZ Relayer can.</summary>
public sealed record DevRelayerOptions
{
    /// <summary>The address to listen on. Only change it inside a container.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The TCP port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The relayers of this process, each with a key of its own.</summary>
    public required IReadOnlyList<DevRelayerAccount> Relayers { get; init; }

    /// <summary>JSON-RPC endpoint of the chain's node.</summary>
    public required Uri RpcUrl { get; init; }

    /// <summary>The chain's id (EIP-155).</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The bearer key that clients present; at least 32 characters.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Where changes are announced; null announces nothing.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>Key of <c>X-Signature</c>, its UTF-8 bytes taken as they are; at least 32 characters. Null leaves webhooks unsigned.</summary>
    public string? WebhookSigningKey { get; init; }

    /// <summary>How many blocks must follow the transaction's own before it is <c>confirmed</c>. 0 confirms at once.</summary>
    public ulong Confirmations { get; init; } = 1;

    /// <summary>Where rows and nonces are kept; null forgets them at the end, as OZ Relayer 1.3.0 does by default.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether nonces that were taken but never broadcast are used up by empty transactions. OZ Relayer 1.3.0 leaves them open.</summary>
    public bool FillNonceGaps { get; init; } = true;

    /// <summary>Requests allowed per second and at once; null allows any number.</summary>
    public DevRelayerRateLimit? RateLimit { get; init; }

    /// <summary>How long things take.</summary>
    public DevRelayerTimings Timings { get; init; } = DevRelayerTimings.Quick;

    /// <summary>Awaited at every <see cref="Checkpoint"/> of every transaction (its id is given), so that a test can stop the world there.</summary>
    public Func<Checkpoint, string, Task> Reached { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>After how long each copy of a webhook is sent; none drops it.</summary>
    public Func<IReadOnlyList<TimeSpan>> WebhookDelays { get; init; } = () => [TimeSpan.Zero];

    /// <summary>Takes orders to go wrong while it runs, at <c>/api/v1/faults</c>.</summary>
    internal FaultBoard? Faults { get; init; }

    /// <summary>Names the first mistake, if there is one.</summary>
    /// <exception cref="ArgumentException">A setting cannot work.</exception>
    public void Check()
    {
        if (!IPAddress.TryParse(Host, out _)) throw new ArgumentException($"host: {Host} is not an IP address");
        if (Relayers.Count == 0) throw new ArgumentException("relayer: at least one is needed");
        if (Relayers.GroupBy(one => one.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"relayer: {twice.Key} is given twice");
        if (ApiKey.Length < 32) throw new ArgumentException("api-key: must be at least 32 characters long");
        if (WebhookSigningKey is { Length: < 32 }) throw new ArgumentException("webhook-key: must be at least 32 characters long");
    }
}

/// <summary>One relayer and the Web3 Secret Storage (V3) file that holds its key.</summary>
public sealed record DevRelayerAccount(string Id, string KeystorePath, string Passphrase);

/// <summary>A bucket that holds <paramref name="Burst"/> requests and gains <paramref name="RequestsPerSecond"/>.</summary>
public sealed record DevRelayerRateLimit(int RequestsPerSecond, int Burst);
