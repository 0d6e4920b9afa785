using System.Text.Json.Nodes;
using Msq.Local.DevRelayer;

namespace Msq.Tests.Chaos;

/// <summary>Relayers that die, forget, refuse, or say what is not so.</summary>
internal static class RelayerFaults
{
    private static readonly TimeSpan While = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public static IEnumerable<Fault> All =>
    [
        new("relayer dies before its row", strike => DieAsync(strike, Checkpoint.BeforeRow)),
        new("relayer dies after its row", strike => DieAsync(strike, Checkpoint.AfterRow)),
        new("relayer dies after signing", strike => DieAsync(strike, Checkpoint.AfterSigning)),
        new("relayer dies after broadcast", strike => DieAsync(strike, Checkpoint.AfterBroadcast)),
        new("relayer forgets a broadcast, no blocks", ForgetAsync),
        new("relayer dies before its answer", strike => DieAsync(strike, Checkpoint.BeforeAnswer)),
        new("relayer killed at any moment", KillAsync),
        new("500 without a row", strike => FailAsync(strike, Checkpoint.BeforeRow)),
        new("500 with an orphan row", strike => FailAsync(strike, Checkpoint.AfterRow)),
        new("list purged during a doubt", PurgeAsync),
        new("relayer's clock ahead", strike => ShiftAsync(strike, FiveMinutes)),
        new("relayer's clock behind", strike => ShiftAsync(strike, -FiveMinutes)),
        new("NOOP written unasked", NoopAsync),
        new("relayer paused", PauseAsync),
        new("relayer out of funds", ImpoverishAsync),
        new("webhooks dropped", strike => SpoilWebhooksAsync(strike, "Drop")),
        new("webhooks repeated", strike => SpoilWebhooksAsync(strike, "Repeat")),
        new("webhooks delayed", strike => SpoilWebhooksAsync(strike, "Delay")),
        new("webhooks reordered", strike => SpoilWebhooksAsync(strike, "Reorder")),
    ];

    private static async Task DieAsync(Strike strike, Checkpoint checkpoint)
    {
        var relayer = strike.Relayer();
        var victim = strike.World.Stack.Relayers[relayer];
        await strike.World.Orders.DieAsync(relayer, checkpoint);
        strike.Burst();
        await strike.UntilAsync(() => Task.FromResult(!victim.IsRunning));
        await victim.KillAsync();
        await victim.StartAsync();
    }

    // Nobody knows of it but the nodes' pools, for longer than the settle time: to believe the relayer would be to send it twice.
    private static async Task ForgetAsync(Strike strike)
    {
        var victim = strike.World.Stack.Relayers[ChaosWorld.Forgetful];
        await strike.World.Counter.CallAsync("evm_setIntervalMining", JsonValue.Create(0));
        await strike.World.Orders.DieAsync(ChaosWorld.Forgetful, Checkpoint.AfterBroadcast);
        strike.Burst();
        await strike.UntilAsync(() => Task.FromResult(!victim.IsRunning));
        await victim.KillAsync();
        await victim.StartAsync();
        await strike.LastAsync(ChaosWorld.Settle * 3);
        await strike.World.Counter.CallAsync("evm_setIntervalMining", JsonValue.Create(1));
    }

    private static async Task KillAsync(Strike strike)
    {
        var victim = strike.World.Stack.Relayers[strike.Relayer()];
        await strike.BurstUntilOpenAsync();
        await victim.KillAsync();
        await victim.StartAsync();
    }

    private static async Task FailAsync(Strike strike, Checkpoint checkpoint)
    {
        for (var relayer = 0; relayer < strike.World.Relayers.Count; relayer++)
            await strike.World.Orders.FailAsync(relayer, checkpoint);
        strike.Burst();
        await strike.LastAsync(TimeSpan.FromSeconds(2));
    }

    private static async Task PurgeAsync(Strike strike)
    {
        var relayer = strike.Relayer();
        await strike.World.Orders.FailAsync(relayer, Checkpoint.BeforeAnswer);
        strike.Burst();
        await strike.UntilAsync(async () => await strike.World.Records.OpenAsync() > 0);
        await strike.World.Orders.PurgeAsync(relayer);
    }

    private static async Task ShiftAsync(Strike strike, TimeSpan ahead)
    {
        var relayer = strike.Relayer();
        await strike.World.Orders.SetClockAsync(relayer, ahead);
        await strike.World.Orders.FailAsync(relayer, Checkpoint.BeforeAnswer);
        strike.Burst();
        await strike.LastAsync(While);
        await strike.World.Orders.SetClockAsync(relayer, TimeSpan.Zero);
    }

    private static async Task NoopAsync(Strike strike)
    {
        var relayer = strike.Relayer();
        strike.Burst();
        await strike.LastAsync(TimeSpan.FromSeconds(1));
        await strike.World.Orders.NoopAsync(relayer);
    }

    private static async Task PauseAsync(Strike strike)
    {
        var relayer = strike.Relayer();
        await strike.World.Orders.PauseAsync(relayer, paused: true);
        strike.Burst();
        await strike.LastAsync(While);
        await strike.World.Orders.PauseAsync(relayer, paused: false);
    }

    private static async Task ImpoverishAsync(Strike strike)
    {
        var address = await strike.World.Orders.AddressAsync(strike.Relayer());
        await SetBalanceAsync("0x0");
        strike.Burst();
        await strike.LastAsync(While);
        await SetBalanceAsync("0x21e19e0c9bab2400000");

        async Task SetBalanceAsync(string wei) => await strike.World.Counter.CallAsync("anvil_setBalance", JsonValue.Create(address), JsonValue.Create(wei));
    }

    private static async Task SpoilWebhooksAsync(Strike strike, string fault)
    {
        for (var relayer = 0; relayer < strike.World.Relayers.Count; relayer++)
            await strike.World.Orders.SpoilWebhooksAsync(relayer, fault);
        strike.Burst();
        await strike.LastAsync(While);
        for (var relayer = 0; relayer < strike.World.Relayers.Count; relayer++)
            await strike.World.Orders.SpoilWebhooksAsync(relayer, "None");
    }
}
