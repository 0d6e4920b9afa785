using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Msq.Bench.Stub;

/// <summary>The calls of Ethereum's execution API that Msq makes of a node.</summary>
internal sealed class StubRpc(StubChain chain, ulong chainId)
{
    /// <summary>Answers one call or a batch.</summary>
    public string Answer(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Array)
            return Answer1(request);
        var answer = new StringBuilder("[");
        foreach (var one in request.EnumerateArray())
            answer.Append(answer.Length > 1 ? "," : "").Append(Answer1(one));
        return answer.Append(']').ToString();
    }

    private string Answer1(JsonElement call)
    {
        var parameters = call.TryGetProperty("params", out var given) ? given : default;
        return $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id").GetRawText()}},"result":{{Result(call.GetProperty("method").GetString()!, parameters)}}}""";
    }

    private string Result(string method, JsonElement parameters) => method switch
    {
        "eth_chainId" => Hex(chainId),
        "eth_blockNumber" => Hex(chain.Head),
        "eth_getBlockByNumber" => chain.Block(Number(parameters[0])) is { } block ? Block(block) : "null",
        "eth_getTransactionReceipt" => chain.Find(parameters[0].GetString()!) is { Block: not null } transaction ? Receipt(transaction) : "null",
        "eth_getTransactionByHash" => chain.Find(parameters[0].GetString()!) is { } transaction ? Transaction(transaction) : "null",
        "eth_getTransactionCount" => Hex(chain.NextNonce(parameters[0].GetString()!.ToLowerInvariant(), parameters[1].GetString() == "pending")),
        "eth_estimateGas" => Hex(21_000),
        "eth_getBalance" => Hex(ulong.MaxValue),
        _ => "\"0x\"",
    };

    private static string Block(StubBlock block) => $$"""
        {"number":{{Hex(block.Number)}},"hash":"{{block.Hash}}","parentHash":"{{StubBlock.HashOf(block.Number == 0 ? 0 : block.Number - 1)}}","gasLimit":"0x1c9c380","baseFeePerGas":"0x7",
        "transactions":[{{string.Join(',', block.Transactions.Select(Transaction))}}]}
        """;

    private static string Transaction(StubTransaction transaction) => $$"""
        {"hash":"{{transaction.Hash}}","from":"{{transaction.From}}","to":"{{transaction.To}}","nonce":{{Hex(transaction.Nonce!.Value)}},"value":"{{transaction.Value}}",
        "input":"{{transaction.Data}}","gas":{{Hex(transaction.GasLimit)}}}
        """;

    private static string Receipt(StubTransaction transaction) => $$"""
        {"transactionHash":"{{transaction.Hash}}","blockNumber":{{Hex(transaction.Block!.Value)}},"blockHash":"{{StubBlock.HashOf(transaction.Block.Value)}}","status":"0x1",
        "gasUsed":"0x5208","effectiveGasPrice":"0x7","contractAddress":null,"logs":[]}
        """;

    private static string Hex(ulong number) => string.Create(CultureInfo.InvariantCulture, $"\"0x{number:x}\"");

    private ulong Number(JsonElement block) => block.GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : chain.Head;
}
