// Sends every line of a CSV file (address,amount in wei) once, 500 in a call, and shows how far it is. After a break, run it again: what was sent is not sent again.
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Msq.Sdk;

const int mostPerCall = 500;
const int followedAtOnce = 20;

var file = args.ElementAtOrDefault(0) ?? Path.Combine(AppContext.BaseDirectory, "recipients.csv");
var most = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : int.MaxValue;
var text = await File.ReadAllTextAsync(file);
// The drop's name: the same file is the same drop.
var drop = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
var items = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1).Take(most)
    .Select((line, row) => line.Split(',') is [var to, var amount] && BigInteger.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var wei)
        ? new BatchItem(new DirectTransaction(to) { Value = wei }, $"airdrop-{drop}-{row}")
        : throw new FormatException($"line {row + 2} is not address,amount: {line}"))
    .ToList();

using var http = new HttpClient();
var msq = new MsqClient(http, new MsqClientOptions
{
    BaseAddress = new Uri(Environment.GetEnvironmentVariable("MSQ_URL") ?? "http://localhost:8080"),
    ApiKey = Environment.GetEnvironmentVariable("MSQ_API_KEY") ?? "msq-dev-key",
});

var (confirmed, failed) = (0, 0);
var accepted = new List<(int Row, Guid Id)>();
foreach (var chunk in items.Chunk(mostPerCall))
{
    var start = accepted.Count + failed;
    foreach (var result in await msq.SendBatchAsync(chunk))
    {
        if (result.TransactionId is { } id)
            accepted.Add((start + result.Index, id));
        else
            Complain(start + result.Index, result.Problem!.ToString());
    }

    Show();
}

await Parallel.ForEachAsync(accepted, new ParallelOptions { MaxDegreeOfParallelism = followedAtOnce }, async (one, cancellationToken) =>
{
    var end = await msq.WaitForAsync(one.Id, cancellationToken: cancellationToken);
    if (end.Status == TransactionStatus.Confirmed)
        Interlocked.Increment(ref confirmed);
    else
        Complain(one.Row, $"{end.Status} ({end.Error?.Code}): {end.Error?.Message}");
    Show();
});
Console.WriteLine($"\n{confirmed} confirmed, {failed} failed of {items.Count}");
return failed == 0 ? 0 : 1;

void Complain(int row, string why)
{
    Interlocked.Increment(ref failed);
    Console.Error.WriteLine($"\nline {row + 2}: {why}");
}

void Show()
{
    const int width = 40;
    var over = confirmed + failed;
    var done = items.Count == 0 ? width : width * over / items.Count;
    if (!Console.IsOutputRedirected)
        Console.Write($"\r[{new string('#', done)}{new string('-', width - done)}] {over}/{items.Count} ({accepted.Count} accepted) ");
}
