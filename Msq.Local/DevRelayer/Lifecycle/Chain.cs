using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Local.DevRelayer.Rows;

namespace Msq.Local.DevRelayer.Lifecycle;

/// <summary>What the newest block says about prices. <c>Rewards</c>: for each of the last blocks the priority fees at <see cref="Fees.Percentiles"/>.</summary>
internal sealed record Market(ulong BlockGasLimit, BigInteger BaseFeePerGas, IReadOnlyList<IReadOnlyList<BigInteger>> Rewards);

/// <summary>The block that holds a transaction, and whether it ran to its end there.</summary>
internal sealed record Receipt(ulong Block, bool Succeeded);

internal enum SendOutcome
{
    Taken,

    /// <summary>The node says that the nonce is used, or that it has such a transaction. The original takes all of these for success.</summary>
    AlreadyThere,
    Refused,
}

internal sealed record SendAnswer(SendOutcome Outcome, string? Problem = null);

/// <summary>The node, as far as a relayer needs it.</summary>
internal sealed class Chain : IDisposable
{
    private const int BatchSize = 200;
    private static readonly TimeSpan MarketLife = TimeSpan.FromMilliseconds(500);
    private static readonly string[] SuccessInDisguise = ["nonce too low", "already known", "already imported", "replacement transaction underpriced"];

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly JsonRpcClient client;
    private readonly EthereumNode node;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim asking = new(1, 1);
    private (Market Market, DateTimeOffset Until)? market;

    public Chain(DevRelayerOptions options, TimeProvider time)
    {
        client = new JsonRpcClient(http, options.RpcUrl);
        node = new EthereumNode(client);
        this.time = time;
    }

    public Task<ulong> HeadAsync(CancellationToken cancellation) => node.BlockNumberAsync(cancellation);

    /// <summary>The next nonce as the newest block knows it; the mempool is not asked.</summary>
    public Task<ulong> NonceAsync(string address, CancellationToken cancellation) => node.GetTransactionCountAsync(Address.Parse(address), "latest", cancellation);

    public Task<BigInteger> BalanceAsync(string address, CancellationToken cancellation) => node.GetBalanceAsync(Address.Parse(address), cancellation);

    /// <summary>Gas limit, base fee and rewards of the newest blocks, at most half a second old: a burst asks once.</summary>
    public async Task<Market> MarketAsync(CancellationToken cancellation)
    {
        await asking.WaitAsync(cancellation);
        try
        {
            if (market is not { } known || time.GetUtcNow() >= known.Until)
                market = known = (await AskMarketAsync(cancellation), time.GetUtcNow() + MarketLife);
            return known.Market;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>The gas that the call would take; null if the node cannot say, also because it would revert.</summary>
    public async Task<ulong?> EstimateGasAsync(TransactionRow row, CancellationToken cancellation)
    {
        // A creation has no receiver: the original cannot estimate it.
        if (string.IsNullOrEmpty(row.To)) return null;
        try
        {
            var call = new CallRequest(Address.Parse(row.From), Address.Parse(row.To.ToLowerInvariant()), row.Value, row.Data ?? "0x");
            return (await node.EstimateGasAsync([call], cancellation))[0].Gas;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public async Task<SendAnswer> SendAsync(string raw, CancellationToken cancellation)
    {
        try
        {
            await node.SendRawTransactionAsync(HexConvert.ToBytes(raw), cancellation);
            return new SendAnswer(SendOutcome.Taken);
        }
        catch (RpcException e)
        {
            var isThere = SuccessInDisguise.Any(words => e.Error.Message.Contains(words, StringComparison.OrdinalIgnoreCase));
            return new SendAnswer(isThere ? SendOutcome.AlreadyThere : SendOutcome.Refused, e.Error.Message);
        }
    }

    /// <summary>The receipts that there are, by hash.</summary>
    public async Task<IReadOnlyDictionary<string, Receipt>> ReceiptsAsync(IReadOnlyList<string> hashes, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Receipt>();
        foreach (var chunk in hashes.Chunk(BatchSize))
            foreach (var receipt in await node.GetReceiptsAsync(chunk, cancellation))
                if (receipt is not null)
                    found[receipt.TransactionHash] = new Receipt(receipt.BlockNumber, receipt.Succeeded);
        return found;
    }

    /// <summary>Which of these transactions the node has, mined or waiting.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(IReadOnlyList<string> hashes, CancellationToken cancellation)
    {
        var known = new HashSet<string>();
        foreach (var chunk in hashes.Chunk(BatchSize))
        {
            var answers = await client.BatchAsync([.. chunk.Select(hash => new RpcCall("eth_getTransactionByHash", hash))], cancellation);
            // An error proves nothing: only a plain `null` says that the node does not have it.
            known.UnionWith(chunk.Zip(answers).Where(pair => pair.Second.Error is not null || pair.Second.Result is { ValueKind: JsonValueKind.Object })
                .Select(pair => pair.First));
        }

        return known;
    }

    public void Dispose()
    {
        http.Dispose();
        asking.Dispose();
    }

    private async Task<Market> AskMarketAsync(CancellationToken cancellation)
    {
        var block = await client.CallAsync("eth_getBlockByNumber", cancellation, "latest", false);
        var history = await client.CallAsync("eth_feeHistory", cancellation, "0x4", "latest", Fees.Percentiles);
        var rewards = history.GetProperty("reward").EnumerateArray().Select(IReadOnlyList<BigInteger> (one) => [.. one.EnumerateArray().Select(Number)]);
        return new Market((ulong)Number(block.GetProperty("gasLimit")), Number(block.GetProperty("baseFeePerGas")), [.. rewards]);
    }

    private static BigInteger Number(JsonElement quantity) => Quantity.Parse(quantity.GetString()!);
}
