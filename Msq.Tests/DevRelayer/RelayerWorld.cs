using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Msq.Ethereum.Values;
using Msq.Local.DevRelayer;
using Msq.Tests.Chain;

namespace Msq.Tests.DevRelayer;

/// <summary>A chain with quick blocks, a development relayer on it, a receiver of its webhooks, and a client with the right key.</summary>
internal sealed class RelayerWorld : IAsyncDisposable
{
    public const string ApiKey = "a-key-for-the-tests-of-the-dev-relayer";
    public const string SigningKey = "0123456789abcdef0123456789abcdef";
    public const string Receiver = "0x00000000000000000000000000000000000000aa";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    private RelayerWorld(AnvilNode chain, WebhookReceiver webhooks)
    {
        Chain = chain;
        Webhooks = webhooks;
    }

    public AnvilNode Chain { get; }

    public WebhookReceiver Webhooks { get; }

    public HttpClient Client { get; private set; } = null!;

    public DevRelayerHost Host { get; private set; } = null!;

    public static async Task<RelayerWorld> StartAsync(Func<DevRelayerOptions, DevRelayerOptions>? change = null, params string[] anvil)
    {
        var world = new RelayerWorld(
            await AnvilNode.StartAsync(anvil.Length > 0 ? anvil : ["--block-time", "0.2", "--gas-limit", "300000000"]), await WebhookReceiver.StartAsync());
        await world.StartHostAsync(change);
        return world;
    }

    public DevRelayerOptions Options => new()
    {
        Relayers = [Account(1)],
        RpcUrl = Chain.Url,
        ChainId = 31337,
        ApiKey = ApiKey,
        WebhookUrl = Webhooks.Url,
        WebhookSigningKey = SigningKey,
    };

    public static DevRelayerAccount Account(int number) =>
        new($"relayer-{number}", Path.Combine(AnvilNode.RepositoryRoot(), "keys", $"relayer-{number}", "keystore.json"), "msq-dev");

    /// <summary>Starts the host; the former one must have been stopped.</summary>
    public async Task StartHostAsync(Func<DevRelayerOptions, DevRelayerOptions>? change = null, TimeProvider? time = null)
    {
        Host = await DevRelayerHost.StartAsync(change?.Invoke(Options) ?? Options, time: time);
        Client = ClientOf(Host.Url);
    }

    public async Task StopHostAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }

    public static HttpClient ClientOf(Uri url, string apiKey = ApiKey)
    {
        var client = new HttpClient { BaseAddress = new Uri(url, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    /// <summary>A transfer to <see cref="Receiver"/> that may be changed before it is sent.</summary>
    public static JsonObject Transfer(Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["to"] = Receiver, ["value"] = "1", ["data"] = "0x", ["gas_limit"] = 21000, ["speed"] = "fast" };
        change?.Invoke(body);
        return body;
    }

    public Task<HttpResponseMessage> PostAsync(JsonObject body, string relayer = "relayer-1") =>
        Client.PostAsync($"relayers/{relayer}/transactions", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    /// <summary>Submits it and gives the row of the answer.</summary>
    public async Task<JsonNode> SubmitAsync(JsonObject body, string relayer = "relayer-1")
    {
        using var answer = await PostAsync(body, relayer);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["data"]!;
    }

    public async Task<JsonNode> GetAsync(string path) => (await Client.GetFromJsonAsync<JsonNode>(path))!;

    public async Task<JsonNode> RowAsync(string id, string relayer = "relayer-1") => (await GetAsync($"relayers/{relayer}/transactions/{id}"))["data"]!;

    /// <summary>Waits until the row has one of the statuses.</summary>
    public async Task<JsonNode> WaitForAsync(JsonNode row, params string[] statuses)
    {
        var now = row;
        await UntilAsync(
            async () =>
            {
                now = await RowAsync(Text(row["id"]), Text(row["relayer_id"]));
                return Array.IndexOf(statuses, Text(now["status"])) >= 0;
            },
            () => $"{string.Join(" or ", statuses)}; the row is {now}");
        return now;
    }

    public async Task<BigInteger> BalanceAsync(string address) => await Chain.Node.GetBalanceAsync(Address.Parse(address), CancellationToken.None);

    /// <summary>Asks the node something that only tests ask.</summary>
    public async Task<JsonNode?> RpcAsync(string method, params string[] parameters)
    {
        var question = new { jsonrpc = "2.0", id = 1, method, @params = parameters };
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(Chain.Url, question);
        var json = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Null(json["error"]);
        return json["result"];
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> expected)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Deadline) throw new TimeoutException($"Waited in vain for {expected()}");
            await Task.Delay(50);
        }
    }

    public static string Text(JsonNode? node) => node!.GetValue<string>();

    public static BigInteger Hex(JsonNode? node) => BigInteger.Parse("0" + Text(node)[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        await Webhooks.DisposeAsync();
        await Chain.DisposeAsync();
    }
}
