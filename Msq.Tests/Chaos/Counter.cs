using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Msq.Tests.Chaos;

/// <summary>
/// A contract that counts how often it was called with each mark, and logs each call: what really happened, whatever anybody says.
/// </summary>
public sealed class Counter : IDisposable
{
    // Calldata is the mark (bytes32):  counts[mark] += 1;  log1("", mark);  stop
    //   PUSH1 0 CALLDATALOAD · DUP1 SLOAD PUSH1 1 ADD · DUP2 SSTORE · PUSH1 0 PUSH1 0 LOG1 · STOP
    private const string Runtime = "6000358054600101815560006000a100";

    // Puts the 16 bytes into memory, at its 16th byte, and returns them.
    private const string Creation = "0x6f" + Runtime + "60005260106010f3";

    // Anvil's first account: the relayers use the others.
    private const string Deployer = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    private readonly HttpClient _http = new();
    private readonly Uri _node;

    private Counter(Uri node) => _node = node;

    /// <summary>Where it is.</summary>
    public string Address { get; private set; } = null!;

    public static async Task<Counter> DeployAsync(Uri node)
    {
        var counter = new Counter(node);
        var hash = await counter.CallAsync("eth_sendTransaction", new JsonObject { ["from"] = Deployer, ["data"] = Creation, ["gas"] = "0x30d40" });
        JsonNode? receipt = null;
        while ((receipt = await counter.CallAsync("eth_getTransactionReceipt", hash!.DeepClone())) is null)
            await Task.Delay(50);
        counter.Address = receipt["contractAddress"]!.GetValue<string>();
        return counter;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>How often each mark was counted.</summary>
    public async Task<IReadOnlyDictionary<string, int>> EffectsAsync()
    {
        var logs = (JsonArray)(await CallAsync("eth_getLogs", new JsonObject { ["fromBlock"] = "0x0", ["toBlock"] = "latest", ["address"] = Address }))!;
        return logs.GroupBy(log => log!["topics"]![0]!.GetValue<string>()).ToDictionary(mark => mark.Key, mark => mark.Count());
    }

    /// <summary>Makes a call to the node, past every proxy.</summary>
    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] parameters)
    {
        using var answer = await _http.PostAsJsonAsync(
            _node, new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) });
        var json = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        return json["error"] is { } error ? throw new InvalidOperationException($"{method}: {error}") : json["result"];
    }
}
