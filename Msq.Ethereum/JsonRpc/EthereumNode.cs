using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.JsonRpc;

/// <summary>The calls of Ethereum's execution API that Msq makes. Throws as <see cref="JsonRpcClient"/> does.</summary>
public sealed class EthereumNode(JsonRpcClient client)
{
    /// <summary>The node.</summary>
    public Uri Url => client.Url;

    /// <summary>The chain (EIP-155).</summary>
    public Task<ulong> ChainIdAsync(CancellationToken cancellationToken) => NumberAsync("eth_chainId", cancellationToken);

    /// <summary>The head's height.</summary>
    public Task<ulong> BlockNumberAsync(CancellationToken cancellationToken) => NumberAsync("eth_blockNumber", cancellationToken);

    /// <summary>The next nonce of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="block"><c>latest</c> or <c>pending</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ulong> GetTransactionCountAsync(Address account, string block, CancellationToken cancellationToken) =>
        NumberAsync("eth_getTransactionCount", cancellationToken, account.ToString(), block);

    /// <summary>An account's balance in wei.</summary>
    public async Task<BigInteger> GetBalanceAsync(Address account, CancellationToken cancellationToken) =>
        Understand(await client.CallAsync("eth_getBalance", cancellationToken, account.ToString(), "latest"), json => Quantity.Parse(json.Text()));

    /// <summary>A block, or null when the node has none at that height.</summary>
    public async Task<Block?> GetBlockWithTransactionsAsync(ulong number, CancellationToken cancellationToken) =>
        (await GetBlocksWithTransactionsAsync(number, 1, cancellationToken))[0];

    /// <summary>Consecutive blocks in one request; null where the node has none.</summary>
    public async Task<IReadOnlyList<Block?>> GetBlocksWithTransactionsAsync(ulong from, int count, CancellationToken cancellationToken)
    {
        var calls = Enumerable.Range(0, count).Select(i => new RpcCall("eth_getBlockByNumber", Quantity.ToHex(from + (ulong)i), true)).ToList();
        var blocks = await ReadAllAsync(calls, Block.Read, cancellationToken);
        for (var i = 0; i < count; i++)
            if (blocks[i] is { } block && block.Number != from + (ulong)i)
                throw new RpcUnavailableException($"{Url.Host} answered block {block.Number} when block {from + (ulong)i} was asked for.", null);
        return blocks;
    }

    /// <summary>Transactions in one request, mined or waiting; null where the node knows none of that hash.</summary>
    public async Task<IReadOnlyList<BlockTransaction?>> GetTransactionsByHashAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken)
    {
        var calls = hashes.Select(hash => new RpcCall("eth_getTransactionByHash", hash)).ToList();
        var transactions = await ReadAllAsync(calls, json => json.ValueKind == JsonValueKind.Null ? null : BlockTransaction.Read(json), cancellationToken);
        RequireAsked(hashes, transactions.Select(transaction => transaction?.Hash));
        return transactions;
    }

    /// <summary>Receipts in one request; null where the node has none.</summary>
    public async Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken)
    {
        var calls = hashes.Select(hash => new RpcCall("eth_getTransactionReceipt", hash)).ToList();
        var receipts = await ReadAllAsync(calls, TransactionReceipt.Read, cancellationToken);
        RequireAsked(hashes, receipts.Select(receipt => receipt?.TransactionHash));
        return receipts;
    }

    /// <summary>Gas estimates in one request.</summary>
    public async Task<IReadOnlyList<GasAnswer>> EstimateGasAsync(IReadOnlyList<CallRequest> calls, CancellationToken cancellationToken)
    {
        var answers = await client.BatchAsync([.. calls.Select(call => new RpcCall("eth_estimateGas", call.ToParameters("latest")))], cancellationToken);
        return [.. answers.Select(answer => answer.Error is null
            ? new GasAnswer(Understand(answer.Result!.Value, json => Quantity.ParseUInt64(json.Text())), null)
            : new GasAnswer(null, answer.Error))];
    }

    /// <summary>Executes a call without a transaction (<c>eth_call</c>).</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">The height whose state is used; null = latest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<RpcAnswer> CallAsync(CallRequest call, ulong? block, CancellationToken cancellationToken) =>
        (await CallAsync([call], block, cancellationToken))[0];

    /// <summary>Executes calls without a transaction, in one request.</summary>
    public Task<IReadOnlyList<RpcAnswer>> CallAsync(IReadOnlyList<CallRequest> calls, ulong? block, CancellationToken cancellationToken) => client.BatchAsync(
        [.. calls.Select(call => new RpcCall("eth_call", call.ToParameters(block is { } number ? Quantity.ToHex(number) : "latest")))], cancellationToken);

    /// <summary>The code at an address, empty where there is none.</summary>
    public async Task<byte[]> GetCodeAsync(Address account, CancellationToken cancellationToken) =>
        Understand(await client.CallAsync("eth_getCode", cancellationToken, account.ToString(), "latest"), json => HexConvert.ToBytes(json.Text()));

    /// <summary>Broadcasts signed bytes.</summary>
    /// <returns>The hash.</returns>
    public async Task<string> SendRawTransactionAsync(byte[] raw, CancellationToken cancellationToken) =>
        Understand(await client.CallAsync("eth_sendRawTransaction", cancellationToken, HexConvert.ToHex(raw)), json => json.Hash());

    /// <summary>The next block's base fee and the mean of recent priority fees, in wei per gas.</summary>
    /// <param name="blocks">How many blocks back.</param>
    /// <param name="percentile">Of each block's priority fees, 0 to 100.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<FeeHistory> FeeHistoryAsync(int blocks, double percentile, CancellationToken cancellationToken)
    {
        var json = await client.CallAsync("eth_feeHistory", cancellationToken, Quantity.ToHex((ulong)blocks), "latest", new[] { percentile });
        return Understand(json, history =>
        {
            var fees = history.GetProperty("baseFeePerGas").EnumerateArray().Select(fee => Quantity.Parse(fee.Text())).ToList();
            var rewards = history.TryGetProperty("reward", out var reward) && reward.ValueKind == JsonValueKind.Array
                ? reward.EnumerateArray().Select(block => Quantity.Parse(block[0].Text())).Where(fee => !fee.IsZero).ToList()
                : [];
            return new FeeHistory(fees[^1], rewards.Count == 0 ? BigInteger.Zero : rewards.Aggregate(BigInteger.Add) / rewards.Count);
        });
    }

    /// <summary>Passes a call on as somebody else put it.</summary>
    public async Task<RpcAnswer> ForwardAsync(string method, object?[] parameters, CancellationToken cancellationToken) =>
        (await client.BatchAsync([new RpcCall(method, parameters)], cancellationToken))[0];

    private async Task<ulong> NumberAsync(string method, CancellationToken cancellationToken, params object?[] parameters) =>
        Understand(await client.CallAsync(method, cancellationToken, parameters), json => Quantity.ParseUInt64(json.Text()));

    private async Task<IReadOnlyList<T?>> ReadAllAsync<T>(
        List<RpcCall> calls, Func<JsonElement, T?> read, CancellationToken cancellationToken) where T : class
    {
        var answers = await client.BatchAsync(calls, cancellationToken);
        return [.. answers.Select((answer, index) => answer.Error is { } error ? throw new RpcException(calls[index].Method, error) : Understand(answer.Result!.Value, read))];
    }

    private void RequireAsked(IEnumerable<string> asked, IEnumerable<string?> answered)
    {
        if (asked.Zip(answered).FirstOrDefault(pair => pair.Second is not null && !pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)) is { Second: { } other })
            throw new RpcUnavailableException($"{Url.Host} answered with {other}, which was not asked for.", null);
    }

    // A result of another shape is no answer: the next node may have one.
    private T Understand<T>(JsonElement json, Func<JsonElement, T> read)
    {
        try
        {
            return read(json);
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new RpcUnavailableException($"{Url.Host} answered something of another shape: {exception.Message}", exception);
        }
    }
}

/// <summary>A call to estimate or to execute without a transaction.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The target.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Calldata, <c>0x</c> hex.</param>
/// <param name="Gas">Units of gas; null leaves it to the node.</param>
/// <param name="IsFunded">The sender is taken to have the value, whatever it has.</param>
public sealed record CallRequest(Address From, Address? To, BigInteger Value, string Data, ulong? Gas = null, bool IsFunded = false)
{
    internal object[] ToParameters(string block)
    {
        // Not every node takes the third one, so it is left out where it changes nothing.
        return IsFunded && !Value.IsZero
            ? [ToParameter(), block, new Dictionary<string, object> { [From.ToString()] = new { balance = Quantity.ToHex(Value) } }]
            : [ToParameter(), block];
    }

    private Dictionary<string, string> ToParameter()
    {
        var call = new Dictionary<string, string> { ["from"] = From.ToString(), ["value"] = Quantity.ToHex(Value), ["data"] = Data };
        if (To is { } to)
            call["to"] = to.ToString();
        if (Gas is { } gas)
            call["gas"] = Quantity.ToHex(gas);
        return call;
    }
}

/// <summary>An estimate in units of gas, or the node's error.</summary>
public sealed record GasAnswer(ulong? Gas, RpcError? Error);

/// <summary>What the chain asks for, in wei per gas.</summary>
public sealed record FeeHistory(BigInteger NextBaseFee, BigInteger PriorityFee);
