// Pays out by the methods of Defender's client, for what was written after its example in another language.
using System.Globalization;
using System.Numerics;
using Msq.Sdk.Defender;

var to = Environment.GetEnvironmentVariable("TO") ?? "0xd5e4484326EB3Dd5FBbd5Def6d02aFE817fD4684";
using var http = new HttpClient();
using var relayer = new DefenderRelayer(http, new DefenderRelayerOptions
{
    ApiUrl = new Uri(Required("DEFENDER_API_URL")),
    ApiKey = Required("RELAYER_API_KEY"),
    ApiSecret = Required("RELAYER_API_SECRET"),
});

var sent = await relayer.SendTransactionAsync(new RelayerTransactionPayload { To = to, Value = 30_000_000_000_000_000, GasLimit = 21_000, Speed = "fast" });
Console.WriteLine($"sent by {sent.From} with nonce {sent.Nonce}: {sent.Hash}");
var seen = sent;
while (seen.Status is not ("mined" or "confirmed" or "failed" or "expired"))
{
    await Task.Delay(TimeSpan.FromMilliseconds(500));
    seen = await relayer.GetTransactionAsync(sent.TransactionId);
}

Console.WriteLine($"{sent.TransactionId} is {seen.Status}: {seen.Hash}");
var balance = (await relayer.CallAsync("eth_getBalance", [to, "latest"])).Result!.Value.GetString()!;
Console.WriteLine($"{to} has {BigInteger.Parse($"0{balance[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)} wei");

static string Required(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set");
