using System.Text;
using System.Text.Json.Nodes;
using Msq.Local.Servers;

namespace Msq.Tests.Chaos;

/// <summary>Servers that stop, answers that are lost or late, blocks that are taken back.</summary>
internal static class NetworkFaults
{
    private static readonly TimeSpan While = TimeSpan.FromSeconds(5);

    public static IEnumerable<Fault> All =>
    [
        new("RabbitMQ stopped", strike => StopAsync(strike, strike.World.Stack.Broker)),
        new("MariaDB stopped", strike => StopAsync(strike, strike.World.Stack.Database)),
        new("Redis stopped", strike => StopAsync(strike, strike.World.Stack.Redis)),
        new("RPC cut", strike => CutAsync(strike, strike.World.Node, strike.World.SecondNode)),
        new("first node cut, second lags", strike => CutAsync(strike, strike.World.Node)),
        new("broker connections cut", strike => CutAsync(strike, strike.World.Broker)),
        new("claims' answers cut", strike => LoseAnswersAsync(strike, [strike.World.Database], "SET claimed_at", hold: null)),
        new("commits' answers cut", strike => LoseAnswersAsync(strike, [strike.World.Database], "COMMIT", hold: null)),
        new("relayer's answers cut", strike => LoseAnswersAsync(strike, strike.World.Relayers, "/transactions HTTP", hold: null)),
        new("relayer's answers late", strike => LoseAnswersAsync(strike, strike.World.Relayers, "/transactions HTTP", ChaosWorld.Settle)),
        new("reorganisation", ReorganiseAsync),
    ];

    private static async Task StopAsync(Strike strike, Server server)
    {
        await strike.BurstUntilOpenAsync();
        await server.StopAsync();
        await strike.LastAsync(While);
        await server.StartAsync();
    }

    private static async Task CutAsync(Strike strike, params TcpProxy[] proxies)
    {
        strike.Burst();
        foreach (var proxy in proxies)
            proxy.Cut();
        await strike.LastAsync(While);
    }

    private static async Task LoseAnswersAsync(Strike strike, IReadOnlyList<TcpProxy> proxies, string request, TimeSpan? hold)
    {
        foreach (var proxy in proxies)
            proxy.Spoil(new ProxyRule(Encoding.ASCII.GetBytes(request), times: 3, hold));
        strike.Burst();
        await strike.LastAsync(While);
    }

    // Shallower than the pool's three confirmations: nothing that ended may be taken back.
    private static async Task ReorganiseAsync(Strike strike)
    {
        strike.Burst();
        await strike.LastAsync(TimeSpan.FromSeconds(2));
        await strike.World.Counter.CallAsync("anvil_reorg", JsonValue.Create(strike.Random.Next(1, 3)), new JsonArray());
    }
}
