using System.Globalization;
using Msq.Local;
using Msq.Local.Stack;

namespace Msq.Tests.Chaos;

/// <summary>
/// The system as in production, each service twice, with a proxy before everything that it talks to: three development relayers that go wrong on demand
/// (the second one forgets everything when it ends), a chain with a block every second, and a second node that lags behind.
/// </summary>
public sealed class ChaosWorld : IAsyncDisposable
{
    /// <summary>The pool's settle time.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(6);

    /// <summary>The relayer that keeps nothing on disk.</summary>
    public const int Forgetful = 1;

    private readonly string _folder;
    private readonly List<TcpProxy> _relayers = [];

    private ChaosWorld(string folder) => _folder = folder;

    public MsqStack Stack { get; private set; } = null!;

    /// <summary>Before the relayers, in their order.</summary>
    public IReadOnlyList<TcpProxy> Relayers => _relayers;

    /// <summary>Before the first node.</summary>
    public TcpProxy Node { get; private set; } = null!;

    /// <summary>Before the node that lags.</summary>
    public TcpProxy SecondNode { get; private set; } = null!;

    public TcpProxy Database { get; private set; } = null!;

    public TcpProxy Broker { get; private set; } = null!;

    public Counter Counter { get; private set; } = null!;

    public RelayerOrders Orders { get; private set; } = null!;

    public ChaosRecords Records { get; private set; } = null!;

    private LaggingNode Lagging { get; set; } = null!;

    public static async Task<ChaosWorld> StartAsync(string folder)
    {
        var world = new ChaosWorld(folder);
        world.Stack = await MsqStack.StartAsync(new StackOptions
        {
            Folder = folder,
            ConfigFolder = Directory.CreateDirectory(Path.Combine(folder, "config")).FullName,
            Apis = 2,
            Dispatchers = 2,
            Trackers = 2,
            RelayerArguments = relayer => relayer == Development.Relayers[Forgetful] ? ["--faults", "--memory"] : ["--faults"],
            Prepare = world.PrepareAsync,
        });
        world.Counter = await Counter.DeployAsync(world.Stack.Chain.Url);
        world.Orders = new RelayerOrders(world.Stack);
        world.Records = new ChaosRecords(world.Stack.Database.ConnectionString());
        return world;
    }

    /// <summary>Everything talks to everything again.</summary>
    public void Mend()
    {
        foreach (var proxy in Proxies())
            proxy.Mend();
    }

    public async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        foreach (var proxy in Proxies())
            await proxy.DisposeAsync();
        await Lagging.DisposeAsync();
        Counter.Dispose();
        Orders.Dispose();
        // The servers' data is large and says nothing; the logs stay beside the test results.
        foreach (var data in new[] { "mariadb", "rabbitmq", "redis", "chain" })
            Directory.Delete(Path.Combine(_folder, data), recursive: true);
    }

    private IEnumerable<TcpProxy> Proxies() => [.. _relayers, Node, SecondNode, Database, Broker];

    private async Task PrepareAsync(MsqStack stack)
    {
        Lagging = await LaggingNode.StartAsync(stack.Chain.Url);
        Node = new TcpProxy(stack.Chain.Url.Port);
        SecondNode = new TcpProxy(Lagging.Url.Port);
        Database = new TcpProxy(stack.Database.Port);
        Broker = new TcpProxy(stack.Broker.Port);
        _relayers.AddRange(stack.Relayers.Select(relayer => new TcpProxy(relayer.Url.Port)));

        foreach (var service in stack.Services)
        {
            Divert(service, "ConnectionStrings__MySql", $"Port={stack.Database.Port}", $"Port={Database.Port}");
            Divert(service, "ConnectionStrings__RabbitMq", $":{stack.Broker.Port}/", $":{Broker.Port}/");
        }

        var config = Path.Combine(_folder, "config");
        File.Copy(Path.Combine(Development.ConfigFolder, "clients.yaml"), Path.Combine(config, "clients.yaml"));
        await File.WriteAllTextAsync(Path.Combine(config, "relayer-pool.yaml"), Pool());
    }

    private static void Divert(ServiceProcess service, string setting, string from, string to)
    {
        var before = service.Environment[setting]!;
        Assert.Contains(from, before, StringComparison.Ordinal);
        service.Environment[setting] = before.Replace(from, to, StringComparison.Ordinal);
    }

    private string Pool() => $$"""
        pools:
          - name: local
            chainId: 31337
            rpcUrls: ["http://127.0.0.1:{{Node.Port}}", "http://127.0.0.1:{{SecondNode.Port}}"]
            confirmations: 3
            settle: {{Settle.TotalSeconds.ToString(CultureInfo.InvariantCulture)}}s
            relayers:
        {{string.Join('\n', Development.Relayers.Zip(_relayers, (id, proxy) =>
            $$"""      - { id: {{id}}, url: "http://127.0.0.1:{{proxy.Port}}", apiKey: "${OZ_RELAYER_API_KEY}", consumers: 8, maxPending: 500 }"""))}}
        """;
}
