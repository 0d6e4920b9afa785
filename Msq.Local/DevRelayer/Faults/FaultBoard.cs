using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Msq.Local.DevRelayer.Faults;

/// <summary>What shall go wrong in this relayer, told from outside while it runs.</summary>
internal sealed class FaultBoard
{
    private readonly ConcurrentDictionary<Checkpoint, Action> armed = [];

    /// <summary>The relayer's clock.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>What becomes of webhooks.</summary>
    public WebhookFault Webhooks { get; set; }

    /// <summary>Kills the process (SIGKILL) the next time that it gets there.</summary>
    public void Die(Checkpoint checkpoint) => armed[checkpoint] = () => Process.GetCurrentProcess().Kill();

    /// <summary>Fails the next time that it gets there.</summary>
    public void Fail(Checkpoint checkpoint) => armed[checkpoint] = () => throw new InvalidOperationException($"a fault at {checkpoint}");

    /// <summary>To be awaited at every checkpoint.</summary>
    public Task ReachedAsync(Checkpoint checkpoint, string transaction)
    {
        if (armed.TryRemove(checkpoint, out var fault)) fault();
        return Task.CompletedTask;
    }

    /// <summary>After how long each copy of a webhook is sent.</summary>
    public IReadOnlyList<TimeSpan> WebhookDelays() => Webhooks switch
    {
        WebhookFault.Drop => [],
        WebhookFault.Repeat => [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(2)],
        WebhookFault.Delay => [TimeSpan.FromSeconds(5)],
        WebhookFault.Reorder => [TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(3000))],
        _ => [TimeSpan.Zero],
    };
}

/// <summary>What becomes of webhooks.</summary>
internal enum WebhookFault
{
    /// <summary>They are sent.</summary>
    None,

    /// <summary>They are never sent.</summary>
    Drop,

    /// <summary>They are sent three times.</summary>
    Repeat,

    /// <summary>They are sent late.</summary>
    Delay,

    /// <summary>They overtake each other.</summary>
    Reorder,
}
