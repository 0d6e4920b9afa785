using Msq.Local;
using Msq.Local.Servers;
using Msq.Local.Stack;
using Msq.Tests.Chaos;

namespace Msq.Tests.EndToEnd;

/// <summary>The system as in production, with a settle time as long as in production, so that only what is cut off ends in doubt.</summary>
public sealed class DeployWorld : IAsyncDisposable
{
    private readonly string folder;

    private DeployWorld(string folder, MsqStack stack)
    {
        this.folder = folder;
        Stack = stack;
        Caller = new RelayCaller(stack.CreateClient(), stack.Chain.Url);
        Records = new ChaosRecords(stack.Database.ConnectionString());
    }

    public MsqStack Stack { get; }

    public RelayCaller Caller { get; }

    public ChaosRecords Records { get; }

    /// <summary>Starts it.</summary>
    /// <param name="copies">How many processes of each service.</param>
    /// <param name="relayers">The URLs of the pool's relayers: <c>relayer-1</c> and so on.</param>
    public static async Task<DeployWorld> StartAsync(int copies, Func<MsqStack, IReadOnlyList<Uri>> relayers)
    {
        var logs = Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs");
        var folder = Path.Combine(logs, $"deploy-{Guid.CreateVersion7():N}");
        var config = Directory.CreateDirectory(Path.Combine(folder, "config")).FullName;
        File.Copy(Path.Combine(Development.ConfigFolder, "clients.yaml"), Path.Combine(config, "clients.yaml"));
        return new DeployWorld(folder, await MsqStack.StartAsync(new StackOptions
        {
            Folder = folder,
            ConfigFolder = config,
            Apis = copies,
            Dispatchers = copies,
            Trackers = copies,
            Prepare = stack => File.WriteAllTextAsync(Path.Combine(config, "relayer-pool.yaml"), Pool(relayers(stack))),
        }));
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Stack.DisposeAsync();
        // The servers' data is large and says nothing; the logs stay beside the test results.
        foreach (var data in new[] { "mariadb", "rabbitmq", "redis", "chain" })
            Directory.Delete(Path.Combine(folder, data), recursive: true);
    }

    private static string Pool(IEnumerable<Uri> relayers) => $$"""
        pools:
          - name: local
            chainId: 31337
            rpcUrls: ["${MSQ_DEV_RPC_URL}"]
            confirmations: 2
            settle: 60s
            relayers:
        {{string.Join('\n', relayers.Select((url, i) => $$"""      - { id: relayer-{{i + 1}}, url: "{{url}}", apiKey: "${OZ_RELAYER_API_KEY}" }"""))}}
        """;
}
