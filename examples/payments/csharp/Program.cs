// Settles payouts: one by itself, then a list of them in one call. Running it again pays nobody twice.
using System.Globalization;
using System.Numerics;
using Msq.Sdk;

var day = Environment.GetEnvironmentVariable("SETTLEMENT") ?? TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
Payout[] payouts =
[
    new("4711", "0xb403b1cDE72F3159f5F88bfA2389c8Eb3eCcE139", 10_000_000_000_000_000),
    new("4712", "0x63891F90882c189538B8b5cd145f90c508C86122", 20_000_000_000_000_000),
    new("4713", "0xC9126e2BcdeD4a90b750782e6DABD7387441Fb31", 30_000_000_000_000_000),
];

// In an application with dependency injection: services.AddMsqClient(…).
using var http = new HttpClient();
var msq = new MsqClient(http, new MsqClientOptions
{
    BaseAddress = new Uri(Environment.GetEnvironmentVariable("MSQ_URL") ?? "http://localhost:8080"),
    ApiKey = Environment.GetEnvironmentVariable("MSQ_API_KEY") ?? "msq-dev-key",
});

// One by itself.
var first = payouts[0];
var accepted = await msq.SendAsync(first.ToTransaction(), first.Key(day));
Show(first, (await msq.WaitForAsync(accepted.TransactionId)).EnsureConfirmed());

// The others in one call. One that is refused hinders no other.
var others = payouts[1..];
var results = await msq.SendBatchAsync([.. others.Select(payout => new BatchItem(payout.ToTransaction(), payout.Key(day)))]);
var paid = await Task.WhenAll(others.Zip(results, async (payout, result) =>
{
    try
    {
        if (result.TransactionId is not { } id)
            throw new InvalidOperationException(result.Problem!.ToString());
        Show(payout, (await msq.WaitForAsync(id)).EnsureConfirmed());
        return true;
    }
    catch (Exception exception) when (exception is MsqException or MsqTransactionException or InvalidOperationException)
    {
        Console.Error.WriteLine($"order {payout.Order}: NOT paid: {exception.Message}");
        return false;
    }
}));
return paid.All(one => one) ? 0 : 1;

static void Show(Payout payout, MsqTransaction end) =>
    Console.WriteLine($"order {payout.Order}: paid by {end.Relayer} in block {end.BlockNumber}, {end.TransactionHash}");

/// <param name="Order">The order that it pays.</param>
/// <param name="To">Who is paid.</param>
/// <param name="Wei">How much.</param>
internal sealed record Payout(string Order, string To, BigInteger Wei)
{
    public DirectTransaction ToTransaction() => new(To) { Value = Wei, Reference = $"order {Order}" };

    /// <summary>The idempotency key: each order is paid once, whoever runs this how often.</summary>
    public string Key(string day) => $"payout-{day}-{Order}";
}
