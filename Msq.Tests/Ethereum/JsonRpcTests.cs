using System.Net;
using System.Text.Json;
using Msq.Ethereum.JsonRpc;

namespace Msq.Tests.Ethereum;

public sealed class JsonRpcTests
{
    private static readonly RpcCall[] Two = [new("a"), new("b", "0x1", true)];

    [Fact]
    public async Task A_call_is_posted_as_json_rpc_2_and_gives_its_result()
    {
        using var node = new StubNode(_ => """{"jsonrpc":"2.0","id":0,"result":"0x10"}""");
        var result = await node.Client().CallAsync("eth_blockNumber", CancellationToken.None, "x", null);
        Assert.Equal("0x10", result.GetString());
        Assert.Equal("""{"jsonrpc":"2.0","id":0,"method":"eth_blockNumber","params":["x",null]}""", Assert.Single(node.Requests).GetRawText());
    }

    [Fact]
    public async Task A_batch_is_one_request_whose_answers_come_in_the_order_of_the_calls()
    {
        using var node = new StubNode(_ => """[{"id":1,"result":"second"},{"id":0,"error":{"code":3,"message":"reverted","data":"0x08c379a0"}}]""");
        var answers = await node.Client().BatchAsync(Two, CancellationToken.None);
        Assert.Equal(JsonValueKind.Array, Assert.Single(node.Requests).ValueKind);
        Assert.Equal(new RpcError(3, "reverted", "0x08c379a0"), answers[0].Error);
        Assert.Equal("second", answers[1].Result!.Value.GetString());
    }

    [Fact]
    public async Task An_empty_batch_asks_nothing()
    {
        using var node = new StubNode(_ => "[]");
        Assert.Empty(await node.Client().BatchAsync([], CancellationToken.None));
        Assert.Empty(node.Requests);
    }

    [Theory]
    [InlineData("\"0x1234\"", "0x1234")]
    [InlineData("""{"message":"reverted","data":"0x1234"}""", "0x1234")]
    [InlineData("""{"reason":"other"}""", null)]
    [InlineData("null", null)]
    public async Task An_error_of_the_node_is_passed_on_with_its_revert_data(string data, string? expected)
    {
        using var node = new StubNode(_ => $$$"""{"id":0,"error":{"code":-32000,"message":"execution reverted","data":{{{data}}}}}""");
        var error = await Assert.ThrowsAsync<RpcException>(() => node.Client().CallAsync("eth_call", CancellationToken.None));
        Assert.Equal(new RpcError(-32000, "execution reverted", expected), error.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>bad gateway</html>")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("""[{"id":0,"result":1}]""")]
    [InlineData("""[{"id":0,"result":1},{"id":0,"result":2},{"id":1,"result":3}]""")]
    [InlineData("""[{"id":0,"result":1},{"id":2,"result":2}]""")]
    [InlineData("""[{"id":0,"result":1},{"id":-1,"result":2}]""")]
    [InlineData("""[{"id":0,"result":1},{"id":"1","result":2}]""")]
    [InlineData("""[{"id":0,"result":1},{"id":1}]""")]
    [InlineData("""[{"id":0,"result":1},{"id":1,"error":"text"}]""")]
    [InlineData("""{"id":null,"error":{"code":-32600,"message":"batch too large"}}""")]
    public async Task An_answer_that_is_not_one_for_each_call_is_no_answer(string body)
    {
        using var node = new StubNode(_ => body);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => node.Client().BatchAsync(Two, CancellationToken.None));
    }

    [Fact]
    public async Task A_request_refused_as_a_whole_is_explained_in_the_nodes_words()
    {
        using var node = new StubNode(_ => """{"id":null,"error":{"code":-32600,"message":"batch too large"}}""");
        var refusal = await Assert.ThrowsAsync<RpcUnavailableException>(() => node.Client().BatchAsync(Two, CancellationToken.None));
        Assert.Contains("batch too large", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task An_http_error_is_no_answer_whatever_its_body_says(HttpStatusCode status)
    {
        using var node = new StubNode(_ => """{"id":0,"result":"0x1"}""") { Status = status };
        await Assert.ThrowsAsync<RpcUnavailableException>(() => node.Client().CallAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_gives_no_answer()
    {
        using var node = new StubNode(_ => "") { Failure = new HttpRequestException("connection refused") };
        await Assert.ThrowsAsync<RpcUnavailableException>(() => node.Client().CallAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task A_time_out_is_no_answer_but_the_callers_own_cancel_is_a_cancel()
    {
        using var silent = new SilentNode();
        using var hasty = new HttpClient(silent, disposeHandler: false) { Timeout = TimeSpan.FromMilliseconds(50) };
        await Assert.ThrowsAsync<RpcUnavailableException>(
            () => new JsonRpcClient(hasty, new Uri("http://node.test")).CallAsync("a", CancellationToken.None));

        using var patient = new HttpClient(silent, disposeHandler: false);
        using var cancel = new CancellationTokenSource();
        var call = new JsonRpcClient(patient, new Uri("http://node.test")).CallAsync("a", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    // A provider's key is often part of the URL's path.
    [Fact]
    public async Task The_urls_path_is_never_in_an_error()
    {
        using var node = new StubNode(_ => "") { Status = HttpStatusCode.Unauthorized };
        using var http = new HttpClient(node, disposeHandler: false);
        var error = await Assert.ThrowsAsync<RpcUnavailableException>(
            () => new JsonRpcClient(http, new Uri("https://rpc.test/v3/secret")).CallAsync("a", CancellationToken.None));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }
}
