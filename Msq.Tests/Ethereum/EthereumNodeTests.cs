using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Tests.Ethereum;

public sealed class EthereumNodeTests
{
    private const string From = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private const string To = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

    private const string Hash = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string OtherHash = "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string BlockHash = "0xb5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5";
    private const string ParentHash = "0xb4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4";

    private const string Transaction = $$"""
        {"hash":"{{Hash}}","type":"0x2","from":"{{From}}","to":"{{To}}","nonce":"0x7","value":"0xde0b6b3a7640001","input":"0xA9059CBB","gas":"0x186a0",
         "maxFeePerGas":"0x6fc23ac00","maxPriorityFeePerGas":"0x59682f00","gasPrice":"0x3b9aca00","r":"0x10","s":"0x20","v":"0x1","blockNumber":"0x5"}
        """;

    [Fact]
    public async Task Blocks_are_read_in_one_request_and_one_that_is_not_there_is_null()
    {
        using var stub = StubNode.WithResults((_, parameters) => parameters[0].GetString() == "0x5" ? Block("0x5") : "null");
        var blocks = await stub.Node().GetBlocksWithTransactionsAsync(5, 2, CancellationToken.None);

        Assert.Single(stub.Requests);
        Assert.Null(blocks[1]);
        var block = blocks[0]!;
        Assert.Equal((5UL, BlockHash, ParentHash, 30_000_000UL), (block.Number, block.Hash, block.ParentHash, block.GasLimit));
        Assert.Equal(new BigInteger(7), block.BaseFeePerGas);
        var expected = new BlockTransaction(
            Hash, Address.Parse(From), Address.Parse(To), 7, BigInteger.Pow(10, 18) + 1, "0xa9059cbb", 100_000,
            30_000_000_000, 1_500_000_000, 1_000_000_000, 16, 32, 1);
        Assert.Equal(expected, Assert.Single(block.Transactions));
    }

    [Fact]
    public async Task Another_block_than_the_one_asked_for_is_no_answer()
    {
        using var stub = StubNode.WithResults((_, _) => Block("0x5"));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().GetBlocksWithTransactionsAsync(4, 1, CancellationToken.None));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().GetBlocksWithTransactionsAsync(5, 2, CancellationToken.None));
    }

    [Theory]
    [InlineData("0xaa")]
    [InlineData(Hash + "00")]
    [InlineData("bbaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("0xzzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_block_whose_hash_is_none_is_no_answer(string hash)
    {
        using var stub = StubNode.WithResults((_, _) => Block("0x5").Replace(BlockHash, hash, StringComparison.Ordinal));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().GetBlocksWithTransactionsAsync(5, 1, CancellationToken.None));
    }

    // Chains have transaction types of their own; one must not make all of a block unreadable.
    [Theory]
    [InlineData("\"0x\"")]
    [InlineData("null")]
    [InlineData("7")]
    public async Task A_signature_that_cannot_be_read_is_missing_and_the_block_is_read(string r)
    {
        using var stub = StubNode.WithResults((_, _) => Block("0x5").Replace("\"r\":\"0x10\"", $"\"r\":{r}", StringComparison.Ordinal));
        var block = (await stub.Node().GetBlocksWithTransactionsAsync(5, 1, CancellationToken.None))[0]!;
        Assert.Null(Assert.Single(block.Transactions).R);
    }

    [Fact]
    public async Task Transactions_are_found_by_their_hash_or_are_null()
    {
        using var stub = StubNode.WithResults((_, parameters) => parameters[0].GetString() == Hash ? Transaction : "null");
        var transactions = await stub.Node().GetTransactionsByHashAsync([OtherHash, Hash], CancellationToken.None);
        Assert.Single(stub.Requests);
        Assert.Null(transactions[0]);
        Assert.Equal(7UL, transactions[1]!.Nonce);
    }

    [Fact]
    public async Task Another_transaction_or_receipt_than_the_one_asked_for_is_no_answer()
    {
        using var stub = StubNode.WithResults((method, _) => method == "eth_getTransactionByHash" ? Transaction : Receipt("\"0x1\""));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().GetTransactionsByHashAsync([OtherHash], CancellationToken.None));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().GetReceiptsAsync([OtherHash], CancellationToken.None));
    }

    [Theory]
    [InlineData("0x1", true)]
    [InlineData("0x01", true)]
    [InlineData("0x0", false)]
    public async Task A_receipt_says_whether_the_transaction_succeeded(string status, bool succeeded)
    {
        using var stub = StubNode.WithResults((_, parameters) => parameters[0].GetString() == Hash ? Receipt($"\"{status}\"") : "null");
        var receipts = await stub.Node().GetReceiptsAsync([OtherHash, Hash], CancellationToken.None);
        Assert.Null(receipts[0]);
        Assert.Equivalent(
            new TransactionReceipt(Hash, 5, BlockHash, succeeded, 21_000, 7, null, []), receipts[1], strict: true);
    }

    [Theory]
    [InlineData("\"0x2\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    public async Task A_status_that_is_neither_yes_nor_no_is_no_answer(string status)
    {
        using var stub = StubNode.WithResults((_, _) => Receipt(status));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().GetReceiptsAsync([Hash], CancellationToken.None));
    }

    [Fact]
    public async Task Estimates_of_a_batch_give_gas_or_the_error_of_each_call()
    {
        using var stub = new StubNode(_ => """[{"id":0,"result":"0x5208"},{"id":1,"error":{"code":3,"message":"execution reverted","data":"0x12345678"}}]""");
        var call = new CallRequest(Address.Parse(From), Address.Parse(To), 1, "0x");
        var answers = await stub.Node().EstimateGasAsync([call, call with { To = null }], CancellationToken.None);
        Assert.Equal(new GasAnswer(21_000, null), answers[0]);
        Assert.Equal(new GasAnswer(null, new RpcError(3, "execution reverted", "0x12345678")), answers[1]);
        Assert.False(stub.Requests[0][1].GetProperty("params")[0].TryGetProperty("to", out _));
        Assert.Equal("0x1", stub.Requests[0][0].GetProperty("params")[0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task Numbers_of_accounts_are_read_at_the_block_that_was_asked_for()
    {
        using var stub = StubNode.WithResults((method, parameters) => (method, parameters.EnumerateArray().LastOrDefault()) switch
        {
            ("eth_getTransactionCount", { ValueKind: JsonValueKind.String } block) => block.GetString() == "pending" ? "\"0x9\"" : "\"0x7\"",
            ("eth_getBalance", _) => "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"",
            _ => "\"0x7a69\"",
        });
        var node = stub.Node();
        Assert.Equal(9UL, await node.GetTransactionCountAsync(Address.Parse(From), "pending", CancellationToken.None));
        Assert.Equal(7UL, await node.GetTransactionCountAsync(Address.Parse(From), "latest", CancellationToken.None));
        Assert.Equal(UInt256.Max, await node.GetBalanceAsync(Address.Parse(From), CancellationToken.None));
        Assert.Equal(31337UL, await node.ChainIdAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("\"12\"")]
    [InlineData("\"0x\"")]
    [InlineData("\"0x10000000000000000\"")]
    [InlineData("{}")]
    public async Task A_result_of_another_shape_is_no_answer(string result)
    {
        using var stub = StubNode.WithResults((_, _) => result);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().BlockNumberAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"baseFeePerGas":["0x7","0x8"],"reward":[["0x2"],["0x4"],["0x0"]]}""", 8, 3)]
    [InlineData("""{"baseFeePerGas":["0x7","0x8"]}""", 8, 0)]
    public async Task Fees_are_the_next_base_fee_and_the_mean_of_the_tips_that_were_paid(string history, int baseFee, int priorityFee)
    {
        using var stub = StubNode.WithResults((_, _) => history);
        Assert.Equal(new FeeHistory(baseFee, priorityFee), await stub.Node().FeeHistoryAsync(3, 50, CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"baseFeePerGas":[]}""")]
    [InlineData("""{"baseFeePerGas":[null]}""")]
    [InlineData("""{"baseFeePerGas":["0x7"],"reward":[[]]}""")]
    public async Task A_fee_history_with_holes_is_no_answer(string history)
    {
        using var stub = StubNode.WithResults((_, _) => history);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => stub.Node().FeeHistoryAsync(3, 50, CancellationToken.None));
    }

    private static string Block(string number) => $$"""
        {"number":"{{number}}","hash":"{{BlockHash}}","parentHash":"{{ParentHash}}","gasLimit":"0x1c9c380","baseFeePerGas":"0x7","transactions":[{{Transaction}}]}
        """;

    private static string Receipt(string status) => $$"""
        {"transactionHash":"{{Hash}}","blockNumber":"0x5","blockHash":"{{BlockHash}}","status":{{status}},"gasUsed":"0x5208","effectiveGasPrice":"0x7",
         "from":"{{From}}","to":"{{To}}","contractAddress":null}
        """;
}
