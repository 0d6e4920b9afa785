using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Tests.Chain;

/// <summary>A development chain (id 31337 if none is given) of a test's own, on a free port; it ends with the test.</summary>
public sealed class AnvilNode : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly HttpClient http = new();
    private readonly JsonRpcClient client;

    private AnvilNode(Process process, Uri url)
    {
        this.process = process;
        Url = url;
        client = new JsonRpcClient(http, url);
        Node = new EthereumNode(client);
    }

    public Uri Url { get; }

    public EthereumNode Node { get; }

    /// <summary>Starts it, and waits until it answers. Without arguments it mines each transaction at once.</summary>
    public static async Task<AnvilNode> StartAsync(params string[] extraArguments)
    {
        var program = Path.Combine(RepositoryRoot(), "tools/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
        if (!File.Exists(program)) throw new FileNotFoundException($"{program} is missing; install the Node tools: npm ci --prefix tools", program);
        var port = FreePort();
        string[] arguments = ["--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--silent", .. extraArguments.Contains("--chain-id") ? Array.Empty<string>() : ["--chain-id", "31337"], .. extraArguments];
        var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        var node = new AnvilNode(process, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await node.WaitAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>A call of anvil's own, such as <c>anvil_dropTransaction</c>.</summary>
    public Task CallAsync(string method, params object?[] parameters) => client.CallAsync(method, CancellationToken.None, parameters);

    /// <summary>Sends from its first account, whose key it holds, and waits for the receipt.</summary>
    /// <param name="to">The target; null creates a contract.</param>
    /// <param name="data">Calldata, or creation code.</param>
    public async Task<TransactionReceipt> SendAsync(Address? to, string data)
    {
        var call = new Dictionary<string, string> { ["from"] = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", ["data"] = data };
        if (to is { } target) call["to"] = target.ToString();
        var hash = (await client.CallAsync("eth_sendTransaction", CancellationToken.None, call)).GetString()!;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if ((await Node.GetReceiptsAsync([hash], CancellationToken.None))[0] is { } receipt) return receipt;
            if (clock.Elapsed > Deadline) throw new TimeoutException($"{hash} was not mined.");
            await Task.Delay(20);
        }
    }

    /// <summary>Mines no more blocks by itself.</summary>
    public Task StopMiningAsync() => CallAsync("evm_setIntervalMining", 0);

    /// <summary>Mines a block every second.</summary>
    public Task MineAsync() => CallAsync("evm_setIntervalMining", 1);

    /// <summary>Ends its process.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        http.Dispose();
    }

    private async Task WaitAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException($"anvil ended with exit code {process.ExitCode} while starting");
            try
            {
                await Node.BlockNumberAsync(CancellationToken.None);
                return;
            }
            catch (Exception) when (clock.Elapsed < Deadline)
            {
                // Not listening yet.
            }

            await Task.Delay(20);
        }
    }

    internal static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Msq.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No Msq.sln above {AppContext.BaseDirectory}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
