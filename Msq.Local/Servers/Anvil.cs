using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Msq.Local.Servers;

/// <summary>A development chain of our own: anvil, from the repository's Node tools, chain id 31337, its state kept in the folder.</summary>
public sealed class Anvil(string folder, int? port = null) : Server("anvil", folder)
{
    private static readonly HttpClient Http = new();

    private readonly int port = port ?? FreePort.Next();

    /// <summary>The chain id of every development chain.</summary>
    public const int ChainId = 31337;

    /// <summary>JSON-RPC over HTTP.</summary>
    public Uri Url => new($"http://127.0.0.1:{port}");

    /// <summary>How often it mines; <see cref="TimeSpan.Zero"/> mines each transaction at once.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The block gas limit. The default leaves room for a thousand transactions and more in one block.</summary>
    public long BlockGasLimit { get; init; } = 300_000_000;

    /// <summary>Blocks in an epoch: <c>finalized</c> trails the head by two of them.</summary>
    public int SlotsInAnEpoch { get; init; } = 1;

    protected override IReadOnlyList<int> Ports => [port];

    protected override Task<ServerCommand> PrepareAsync(CancellationToken cancellation)
    {
        List<string> arguments =
        [
            "--host", "127.0.0.1", "--port", Text(port), "--chain-id", Text(ChainId), "--gas-limit", Text(BlockGasLimit),
            "--slots-in-an-epoch", Text(SlotsInAnEpoch), "--silent",
            // Written at the end, and every second besides: a chain that was killed comes back.
            "--state", Path.Combine(Folder, "state.json"), "--state-interval", "1",
        ];
        if (BlockTime > TimeSpan.Zero) arguments.AddRange(["--block-time", BlockTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        return Task.FromResult(new ServerCommand(FindProgram(), [.. arguments]));
    }

    protected override async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var answer = await Http.PostAsJsonAsync(Url, new { jsonrpc = "2.0", id = 1, method = "eth_chainId" }, cancellation);
        var json = await answer.Content.ReadFromJsonAsync<JsonNode>(cancellation);
        return json?["result"]?.GetValue<string>() == "0x7a69";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string FindProgram()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException("The development chain is pinned for Linux on x64 only (tools/package.json).");
        var program = Path.Combine(RepositoryRoot.Path, "tools/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
        return File.Exists(program) ? program : throw new FileNotFoundException($"{program} is missing; install the Node tools: npm ci --prefix tools", program);
    }
}
