using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Local.Demo;

/// <summary>Sends one transaction over REST, shows what becomes of it, and checks on the chain that it did what it should, once.</summary>
internal static class DemoTransaction
{
    private static readonly BigInteger Amount = BigInteger.Pow(10, 16); // 0.01 ether, in wei
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <returns>0: it was confirmed, and the balance of the receiver changed by exactly the amount.</returns>
    /// <exception cref="DemoFailure">It ended otherwise, or did not end in time.</exception>
    public static async Task<int> RunAsync(Uri api, Uri chain, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            await RunWithinAsync(api, chain, deadline.Token);
            return 0;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DemoFailure($"the transaction was not final after {Deadline.TotalSeconds:0} s");
        }
    }

    private static async Task RunWithinAsync(Uri apiUrl, Uri chainUrl, CancellationToken cancellation)
    {
        using var api = Development.CreateClient(apiUrl);
        using var http = new HttpClient();
        var chain = new EthereumNode(new JsonRpcClient(http, chainUrl));
        var receiver = Address.Parse(HexConvert.ToHex(RandomNumberGenerator.GetBytes(20)));
        var before = await chain.GetBalanceAsync(receiver, cancellation);

        Console.WriteLine($"\nPOST {apiUrl}api/v1/relay/direct: {Amount} wei (0.01 ether) to {receiver.ToChecksum()}, a new account");
        var id = await SubmitAsync(api, receiver, cancellation);
        var screen = new DemoScreen();
        JsonElement end = default;
        await screen.RunAsync(async () => end = await FollowAsync(api, id, screen, cancellation));

        Console.WriteLine();
        foreach (var name in new[] { "transactionId", "transactionHash", "blockNumber", "gasUsed", "relayer" }) screen.Line(name, Text(end, name));
        var change = await chain.GetBalanceAsync(receiver, cancellation) - before;
        screen.Line("balance", $"+{change} wei on chain");

        if (Text(end, "status") != "confirmed") throw new DemoFailure($"the transaction ended as {Text(end, "status")}: {Text(end, "error")}");
        if (change != Amount) throw new DemoFailure($"the balance of {receiver} changed by {change} wei instead of {Amount}");
        Console.WriteLine("\nConfirmed, and the balance on chain changed by exactly that amount.");
    }

    private static async Task<string> SubmitAsync(HttpClient api, Address receiver, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/relay/direct")
        {
            Headers = { { "Idempotency-Key", $"demo-{Guid.CreateVersion7()}" } },
            Content = JsonContent.Create(new { to = receiver.ToString(), value = Amount.ToString(CultureInfo.InvariantCulture) }),
        };
        using var answer = await api.SendAsync(request, cancellation);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new DemoFailure($"POST {request.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation), "transactionId");
    }

    private static async Task<JsonElement> FollowAsync(HttpClient api, string id, DemoScreen screen, CancellationToken cancellation)
    {
        var reader = new StatusReader(api, id);
        var shown = 0;
        while (true)
        {
            screen.Waiting($"transaction {id}");
            var now = await reader.NextAsync(cancellation);
            foreach (var entry in now.GetProperty("timeline").EnumerateArray().Skip(shown))
            {
                screen.Step(Clock(entry), Text(entry, "status"), $"{Text(entry, "event")} {Text(entry, "detail")}".Trim());
                shown++;
            }

            if (Text(now, "status") is "confirmed" or "failed" or "canceled" or "expired") return now;
        }
    }

    private static string Clock(JsonElement entry) => entry.GetProperty("at").GetDateTimeOffset().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    // An absent value is shown as nothing, anything else as it was sent.
    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : "";
}
