using Msq.Local.Servers;

namespace Msq.Tests.Chaos;

/// <summary>Processes that die, freeze, or are restarted in an orderly way.</summary>
internal static class ProcessFaults
{
    public static IEnumerable<Fault> All =>
    [
        new("dispatcher killed", strike => KillAsync(strike, strike.World.Stack.Dispatchers)),
        new("tracker killed", strike => KillAsync(strike, strike.World.Stack.Trackers)),
        new("api killed", strike => KillAsync(strike, strike.World.Stack.Apis)),
        new("dispatcher frozen", strike => FreezeAsync(strike, strike.World.Stack.Dispatchers)),
        new("tracker frozen", strike => FreezeAsync(strike, strike.World.Stack.Trackers)),
        new("api frozen", strike => FreezeAsync(strike, strike.World.Stack.Apis)),
        new("all services restarted", RestartAsync),
    ];

    private static async Task KillAsync(Strike strike, IReadOnlyList<Server> copies)
    {
        var victim = copies[strike.Random.Next(copies.Count)];
        await strike.BurstUntilOpenAsync();
        await victim.KillAsync();
        await victim.StartAsync();
    }

    // Longer than the settle time: what the frozen process was about to do is then looked for by others.
    private static async Task FreezeAsync(Strike strike, IReadOnlyList<Server> copies)
    {
        var victim = copies[strike.Random.Next(copies.Count)];
        await strike.BurstUntilOpenAsync();
        victim.Freeze();
        await strike.LastAsync(ChaosWorld.Settle + TimeSpan.FromSeconds(2));
        victim.Thaw();
    }

    private static async Task RestartAsync(Strike strike)
    {
        await strike.BurstUntilOpenAsync();
        foreach (var service in strike.World.Stack.Services)
        {
            await service.StopAsync();
            await service.StartAsync();
        }
    }
}
