namespace Msq.Local.DevRelayer;

/// <summary>How long things take. <see cref="Quick"/> suits a laptop and tests, <see cref="V130"/> is what OZ Relayer 1.3.0 does.</summary>
public sealed record DevRelayerTimings
{
    /// <summary>Age of a row when its status is first looked at.</summary>
    public required TimeSpan FirstCheck { get; init; }

    /// <summary>Shortest time between two looks at one row.</summary>
    public required TimeSpan CheckEvery { get; init; }

    /// <summary>Longest time between two looks at one row; each time is drawn at random in between.</summary>
    public required TimeSpan CheckEveryAtMost { get; init; }

    /// <summary>Age from which a pending row is prepared once more.</summary>
    public required TimeSpan PendingRetry { get; init; }

    /// <summary>Age at which a pending row fails.</summary>
    public required TimeSpan PendingDeadline { get; init; }

    /// <summary>Age from which a row that no node took is priced and sent anew.</summary>
    public required TimeSpan SentRetry { get; init; }

    /// <summary>Time since the last broadcast after which a transaction that the node no longer knows is broadcast again.</summary>
    public required TimeSpan DroppedRetry { get; init; }

    /// <summary>Time since the last broadcast after which the price of a <c>fast</c> transaction is raised; doubles with every raise. Other speeds in proportion.</summary>
    public required TimeSpan BumpFast { get; init; }

    /// <summary>Age from which <c>valid_until</c> is looked at.</summary>
    public required TimeSpan ExpiryCheck { get; init; }

    /// <summary>Time since the last broadcast after which receipts of former hashes are looked for.</summary>
    public required TimeSpan FormerHashes { get; init; }

    /// <summary>Wait before the first retry of a webhook; doubles up to four times of it, up to twice as long at random.</summary>
    public required TimeSpan WebhookRetry { get; init; }

    /// <summary>Time between two attempts to reach the chain for a relayer that could not start.</summary>
    public required TimeSpan HealthRetry { get; init; }

    /// <summary>How long a transaction without <c>valid_until</c> is tried, from its creation.</summary>
    public TimeSpan DefaultValidity { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long a row is remembered after its end.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Time between two searches for old rows.</summary>
    public TimeSpan RetentionSweep { get; init; } = TimeSpan.FromMinutes(30);

    public static DevRelayerTimings Quick { get; } = new()
    {
        FirstCheck = TimeSpan.FromMilliseconds(200),
        CheckEvery = TimeSpan.FromMilliseconds(500),
        CheckEveryAtMost = TimeSpan.FromMilliseconds(500),
        PendingRetry = TimeSpan.FromSeconds(2),
        PendingDeadline = TimeSpan.FromMinutes(2),
        SentRetry = TimeSpan.FromSeconds(2),
        DroppedRetry = TimeSpan.FromSeconds(3),
        BumpFast = TimeSpan.FromSeconds(15),
        ExpiryCheck = TimeSpan.FromSeconds(1),
        FormerHashes = TimeSpan.FromSeconds(2),
        WebhookRetry = TimeSpan.FromMilliseconds(200),
        HealthRetry = TimeSpan.FromSeconds(1),
    };

    /// <summary>Read in the source of OZ Relayer 1.3.0; it looks for dropped transactions only when it raises their price.</summary>
    public static DevRelayerTimings V130 { get; } = new()
    {
        FirstCheck = TimeSpan.FromSeconds(8),
        CheckEvery = TimeSpan.FromSeconds(8),
        CheckEveryAtMost = TimeSpan.FromSeconds(24),
        PendingRetry = TimeSpan.FromSeconds(20),
        PendingDeadline = TimeSpan.FromMinutes(2),
        SentRetry = TimeSpan.FromSeconds(25),
        DroppedRetry = TimeSpan.FromMinutes(3),
        BumpFast = TimeSpan.FromMinutes(3),
        ExpiryCheck = TimeSpan.FromSeconds(20),
        FormerHashes = TimeSpan.FromMinutes(2),
        WebhookRetry = TimeSpan.FromSeconds(2),
        HealthRetry = TimeSpan.FromSeconds(10),
    };
}
