namespace Msq.Tests.Chaos;

/// <summary>One kind of fault.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="StrikeAsync">Strikes, lasts, and is over: when it returns everything runs again.</param>
public sealed record Fault(string Name, Func<Strike, Task> StrikeAsync);

/// <summary>What a fault strikes with.</summary>
/// <param name="World">What it strikes.</param>
/// <param name="Random">The fault's own draws.</param>
/// <param name="Burst">Submits this fault's share of transactions.</param>
public sealed record Strike(ChaosWorld World, Random Random, Action Burst)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The most attempts that were seen open while it lasted.</summary>
    public int Open { get; private set; }

    /// <summary>One of the three relayers.</summary>
    public int Relayer() => Random.Next(World.Relayers.Count);

    /// <summary>Submits while relayers answer slowly, and returns once attempts are open: then whoever is struck has work in hand.</summary>
    public async Task BurstUntilOpenAsync()
    {
        foreach (var proxy in World.Relayers)
            proxy.Spoil(new ProxyRule("/transactions HTTP"u8.ToArray(), int.MaxValue, TimeSpan.FromSeconds(1.5)));
        Burst();
        await UntilAsync(async () => await World.Records.OpenAsync() > 0);
    }

    /// <summary>Waits for something to happen; when it does not, the fault goes on without.</summary>
    public async Task UntilAsync(Func<Task<bool>> happened)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await happened() && TimeProvider.System.GetElapsedTime(begun) < Patience)
            await Task.Delay(20);
        await LookAsync();
    }

    /// <summary>How long the fault lasts is part of the fault.</summary>
    public async Task LastAsync(TimeSpan duration)
    {
        await Task.Delay(duration);
        await LookAsync();
    }

    private async Task LookAsync()
    {
        if (World.Stack.Database.IsRunning)
            Open = Math.Max(Open, await World.Records.OpenAsync());
    }
}
