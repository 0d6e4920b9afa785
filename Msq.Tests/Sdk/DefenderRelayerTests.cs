using System.Numerics;
using System.Text.Json;
using Msq.Sdk;
using Msq.Sdk.Defender;

namespace Msq.Tests.Sdk;

/// <summary>What goes over the wire to the Defender interface, and how its answers are read.</summary>
public sealed class DefenderRelayerTests
{
    private const string Transaction = """
        {"transactionId":"0199d1f0-0000-7000-8000-000000000001","hash":"0xab","to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","from":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        "value":"0xff","data":"0x","speed":"fast","gasLimit":21000,"nonce":0,"status":"submitted","chainId":31337,"validUntil":"2026-01-31T14:00:00.000Z",
        "createdAt":"2026-01-31T12:00:00.000Z","isPrivate":false,"maxFeePerGas":2000000000,"maxPriorityFeePerGas":"1000000000",
        "signature":{"r":"0x01","s":"0x02","v":"0x1b"}}
        """;

    private static readonly Func<HttpResponseMessage> Login = ScriptedServer.Answer(200, """{"accessToken":"token-1","refreshToken":"token-1"}""");
    private static readonly Func<HttpResponseMessage> Sent = ScriptedServer.Answer(200, Transaction);

    [Fact]
    public async Task It_logs_in_once_and_sends_both_halves_of_the_answer_along()
    {
        using var server = new ScriptedServer(Login, Sent, Sent);
        using var relayer = Relayer(server);

        await relayer.GetTransactionAsync("a");
        await relayer.GetTransactionByNonceAsync(7);

        Assert.Equal("""{"apiKey":"key-id","secretKey":"secret","type":"relay"}""", server.Requests[0].Body);
        Assert.Equal(["/defender/auth/login", "/defender/relayers/self/txs/a", "/defender/relayers/self/txs/7?nonce=true"], server.Requests.Select(one => one.Request.RequestUri!.PathAndQuery));
        Assert.All(server.Requests.Skip(1), one => Assert.Equal(("key-id", "Bearer token-1"), (one.Request.Headers.GetValues("X-Api-Key").Single(), one.Request.Headers.Authorization!.ToString())));
    }

    [Fact]
    public async Task A_transaction_is_sent_as_the_original_does_and_read_with_all_of_its_numbers()
    {
        using var server = new ScriptedServer(Login, Sent);
        using var relayer = Relayer(server);

        var sent = await relayer.SendTransactionAsync(new RelayerTransactionPayload { To = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", Value = BigInteger.Pow(2, 80), GasLimit = 21000, Speed = "fast" });

        var (request, body, _) = server.Requests[1];
        Assert.Equal((HttpMethod.Post, "/defender/relayers/self/txs"), (request.Method, request.RequestUri!.AbsolutePath));
        Assert.Equal("""{"to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","value":"1208925819614629174706176","gasLimit":21000,"speed":"fast"}""", body);
        Assert.Equal((255, 21000UL, 0UL, 2_000_000_000, 1_000_000_000, null), (sent.Value, sent.GasLimit, sent.Nonce, sent.MaxFeePerGas, sent.MaxPriorityFeePerGas, sent.GasPrice));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), sent.CreatedAt);
    }

    [Fact]
    public async Task A_send_that_gets_no_answer_is_repeated_under_the_same_key()
    {
        using var server = new ScriptedServer(Login, ScriptedServer.NoAnswer, ScriptedServer.Answer(503, """{"message":"not signed yet","code":"unavailable"}""", retryAfter: "1"), Sent);
        using var relayer = Relayer(server);

        await server.PassAsync(relayer.SendTransactionAsync(new RelayerTransactionPayload { To = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" }));

        var sends = server.Requests.Skip(1).ToList();
        Assert.Equal(3, sends.Count);
        Assert.Single(sends.Select(one => (one.Body, one.Request.Headers.GetValues("Idempotency-Key").Single())).Distinct());
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once()
    {
        using var server = new ScriptedServer(
            Login, ScriptedServer.Answer(401, """{"message":"Unauthorized"}"""), ScriptedServer.Answer(200, """{"accessToken":"token-2"}"""), Sent);
        using var relayer = Relayer(server);

        await relayer.GetTransactionAsync("a");

        Assert.Equal("Bearer token-2", server.Requests[3].Request.Headers.Authorization!.ToString());
    }

    [Fact]
    public async Task A_token_that_is_refused_for_good_is_an_error_and_no_loop()
    {
        using var server = new ScriptedServer(Login, ScriptedServer.Answer(401, """{"message":"Unauthorized"}"""), Login, ScriptedServer.Answer(401, """{"message":"Unauthorized"}"""));
        using var relayer = Relayer(server);

        Assert.Equal(401, (await Assert.ThrowsAsync<MsqProblemException>(() => relayer.GetRelayerAsync())).Problem.Status);
    }

    [Fact]
    public async Task A_refusal_in_Defenders_words_keeps_its_code()
    {
        using var server = new ScriptedServer(Login, ScriptedServer.Answer(400, """{"message":"It was mined.","code":"already_mined"}"""));
        using var relayer = Relayer(server);

        var refusal = await Assert.ThrowsAsync<MsqProblemException>(() => relayer.ReplaceTransactionByNonceAsync(3, new RelayerTransactionPayload()));

        Assert.Equal((400, "already_mined", "It was mined."), (refusal.Problem.Status, refusal.Problem.Code, refusal.Problem.Detail));
        Assert.Equal((HttpMethod.Put, "/defender/relayers/self/txs/3"), (server.Requests[1].Request.Method, server.Requests[1].Request.RequestUri!.AbsolutePath));
    }

    [Fact]
    public async Task A_wrong_key_pair_is_an_error()
    {
        using var server = new ScriptedServer(ScriptedServer.Answer(403, """{"message":"The API key is not the id of this secret.","code":"forbidden"}"""));
        using var relayer = Relayer(server);

        Assert.Equal("forbidden", (await Assert.ThrowsAsync<MsqProblemException>(() => relayer.GetRelayerStatusAsync())).Problem.Code);
    }

    [Fact]
    public async Task Everything_else_goes_where_the_original_sends_it()
    {
        using var server = new ScriptedServer(
            Login,
            ScriptedServer.Answer(200, """{"relayerId":"relayer-1","name":"relayer-1","address":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","network":"sepolia","paused":false,"createdAt":"1970-01-01T00:00:00.000Z","pendingTxCost":"0","minBalance":"100000000000000000000","policies":{}}"""),
            ScriptedServer.Answer(200, """{"relayerId":"relayer-1","name":"relayer-1","nonce":9,"address":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","numberOfPendingTransactions":2,"paused":true,"pendingTxCost":"0","txsQuotaUsage":0,"rpcQuotaUsage":0,"lastConfirmedTransaction":{"hash":"0xab","status":"confirmed","minedAt":"2026-01-31T12:00:00.000Z","sentAt":"2026-01-31T12:00:00.000Z","nonce":8}}"""),
            ScriptedServer.Answer(200, """{"message":"Transaction a is being cancelled."}"""),
            ScriptedServer.Answer(200, $$"""{"items":[{{Transaction}}],"next":"more"}"""),
            ScriptedServer.Answer(200, """{"sig":"0x0102","r":"0x01","s":"0x02","v":27}"""),
            ScriptedServer.Answer(200, """{"sig":"0x0102","r":"0x01","s":"0x02","v":28}"""),
            ScriptedServer.Answer(200, """{"jsonrpc":"2.0","id":1,"result":"0x10"}"""),
            ScriptedServer.Answer(200, """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such method"}}"""));
        using var relayer = Relayer(server);

        Assert.Equal(BigInteger.Pow(10, 20), (await relayer.GetRelayerAsync()).MinBalance);
        Assert.Equal((9UL, 2, 8UL), await relayer.GetRelayerStatusAsync() is var status ? (status.Nonce!.Value, status.NumberOfPendingTransactions, status.LastConfirmedTransaction!.Nonce!.Value) : default);
        Assert.Equal("Transaction a is being cancelled.", await relayer.CancelTransactionByIdAsync("a"));
        Assert.Equal(("more", 1), await relayer.ListTransactionsAsync(new ListTransactionsRequest { Status = "pending", Since = DateTimeOffset.UnixEpoch, Limit = 1, Next = "b", Sort = "asc" }) is var page ? (page.Next, page.Items.Count) : default);
        Assert.Equal(27, (await relayer.SignAsync("0x1234")).V);
        Assert.Equal(28, (await relayer.SignTypedDataAsync("0xaa", "0xbb")).V);
        Assert.Equal("0x10", (await relayer.CallAsync("eth_blockNumber", [])).Result!.Value.GetString());
        Assert.Equal(-32601, (await relayer.CallAsync("eth_newFilter", [new { fromBlock = "0x0" }])).Error!.Code);

        Assert.Equal(
            [
                "GET /defender/relayers/self", "GET /defender/relayers/self/status", "DELETE /defender/relayers/self/txs/a",
                "GET /defender/relayers/self/txs?status=pending&since=1970-01-01T00%3A00%3A00.000Z&limit=1&next=b&sort=asc&usePagination=true",
                "POST /defender/relayers/self/sign", "POST /defender/relayers/self/sign-typed-data", "POST /defender/relayers/self/jsonrpc", "POST /defender/relayers/self/jsonrpc",
            ],
            server.Requests.Skip(1).Select(one => $"{one.Request.Method} {one.Request.RequestUri!.PathAndQuery}"));
        Assert.Equal(["""{"message":"0x1234"}""", """{"domainSeparator":"0xaa","hashStructMessage":"0xbb"}"""], server.Requests.Skip(5).Take(2).Select(one => one.Body));
        var call = JsonDocument.Parse(server.Requests[^1].Body).RootElement;
        Assert.Equal(("2.0", "eth_newFilter", "0x0"), (call.GetProperty("jsonrpc").GetString(), call.GetProperty("method").GetString(), call.GetProperty("params")[0].GetProperty("fromBlock").GetString()));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        using var http = new HttpClient();

        Assert.Contains("ApiUrl", Assert.Throws<ArgumentException>(() => new DefenderRelayer(http, new DefenderRelayerOptions { ApiKey = "k", ApiSecret = "s" })).Message, StringComparison.Ordinal);
    }

    private static DefenderRelayer Relayer(ScriptedServer server) => new(
        new HttpClient(server, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan },
        new DefenderRelayerOptions { ApiUrl = new Uri(ScriptedServer.Address, "defender"), ApiKey = "key-id", ApiSecret = "secret" }, server.Time);
}
