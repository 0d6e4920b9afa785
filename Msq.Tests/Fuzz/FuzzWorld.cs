using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;
using Msq.Local.Contracts;
using Msq.Storage.Relayers;
using Msq.Tests.Api;
using Msq.Tests.Chain;
using Msq.Tests.Gasless;

namespace Msq.Tests.Fuzz;

/// <summary>An API with everything behind it that it takes to accept what is right: a chain with the forwarder, a healthy relayer, some transactions.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    private const int Transactions = 20;

    private readonly AnvilNode chain;

    private FuzzWorld(AnvilNode chain, ApiWorld api) => (this.chain, Api) = (chain, api);

    public ApiWorld Api { get; }

    /// <summary>The operations of the OpenAPI document.</summary>
    public IReadOnlyList<FuzzedOperation> Operations { get; private set; } = [];

    /// <summary>The problem codes of the OpenAPI document.</summary>
    public IReadOnlySet<string> Codes { get; private set; } = new HashSet<string>();

    /// <summary>Transactions that there are already.</summary>
    public List<Guid> Ids { get; } = [];

    /// <summary>Valid bodies, where the documentation's own will not do.</summary>
    public Dictionary<string, IReadOnlyList<JsonNode>> Bodies { get; } = [];

    public static async Task<FuzzWorld> StartAsync()
    {
        var chain = await AnvilNode.StartAsync();
        await DevelopmentContracts.DeployAsync(chain.Url, CancellationToken.None);
        var pools = ApiWorld.Pools.Replace("    rpcUrls: [http://127.0.0.1:8545]", $"    rpcUrls: [\"{chain.Url}\"]\n    forwarder: \"{DevelopmentContracts.Forwarder}\"", StringComparison.Ordinal)
            .Replace("    rpcUrls: [http://127.0.0.1:8546]", $"    rpcUrls: [\"{chain.Url}\"]", StringComparison.Ordinal);
        var world = new FuzzWorld(chain, await ApiWorld.StartAsync(pools: pools, settings: $"--Webhooks:OzMonitorKey={ApiWorld.SigningKey}"));
        await world.FillAsync();
        return world;
    }

    /// <summary>Whether the request is one that its signer signed.</summary>
    public static bool IsSigned(JsonNode request, string signature)
    {
        var signed = new ForwardRequest(
            Address.Parse((string)request["from"]!), Address.Parse((string)request["to"]!), Number(request["value"]), Number(request["gas"]), Number(request["nonce"]), (ulong)Number(request["deadline"]),
            HexConvert.ToBytes((string)request["data"]!));
        return Signature.Read(HexConvert.ToBytes(signature)) is { } good && EthereumKey.Recover(signed.Digest(Wallet.Domain), good) == signed.From;
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await chain.DisposeAsync();
    }

    private static JsonObject Signed(int number)
    {
        var wallet = new Wallet();
        var request = wallet.Bump((ulong)(number % 3), TimeSpan.FromDays(1));
        return Wallet.Json(request, wallet.Sign(request));
    }

    private static BigInteger Number(JsonNode? json) => BigInteger.Parse(json!.ToString(), NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task FillAsync()
    {
        await Api.DatabaseAsync(db =>
        {
            // Seen last when all is over: no dispatcher runs here to see them again.
            foreach (var relayer in new[] { "relayer-1", "relayer-2", "relayer-3" })
                db.Relayers.Add(new RelayerRow { Id = relayer, Address = ApiWorld.Target.ToLowerInvariant(), Healthy = true, ObservedAt = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1) });
            return db.SaveChangesAsync();
        });
        for (var i = 0; i < Transactions; i++)
            Ids.Add(await Api.SubmittedAsync(i % 2 == 0 ? "payments-key" : "games-key"));

        var document = JsonNode.Parse((await Api.GetAsync("/openapi/v1.json", key: null)).Body)!;
        Operations = await FuzzedOperation.ReadAllAsync(document);
        Codes = document["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!).ToHashSet();

        List<JsonNode> signed = [.. Enumerable.Range(0, 30).Select(Signed)];
        var own = JsonNode.Parse($$"""{"to":"{{ApiWorld.Target}}","data":"0xabcd","value":"1","gasLimit":100000,"speed":"fast","validUntil":"2999-01-01T00:00:00Z","pool":"local","reference":"order-1"}""")!;
        JsonNode[] directs = [own, JsonNode.Parse($$"""{"to":"{{ApiWorld.Target}}"}""")!];
        Bodies["SubmitDirect"] = directs;
        Bodies["SubmitGasless"] = signed;
        Bodies["Simulate"] = [.. directs, .. signed.Take(5)];
        Bodies["SubmitBatch"] =
        [
            .. signed.Take(10).Select((request, i) => new JsonObject
            {
                ["items"] = new JsonArray(
                    new JsonObject { ["direct"] = own.DeepClone(), ["idempotencyKey"] = $"batch-{i}" }, new JsonObject { ["gasless"] = request.DeepClone() }, new JsonObject { ["direct"] = directs[1].DeepClone() }),
            }),
        ];
    }
}
