using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;
using Msq.Hosting.Preconditions;
using Msq.Local.Contracts;
using Msq.Tests.Api;
using Msq.Tests.Chain;
using Msq.Tests.Chaos;

namespace Msq.Tests.Gasless;

/// <summary>What the API takes, what it refuses, and what it commits: before a real chain with the forwarder, behind it nobody.</summary>
public sealed class GaslessApiTests(GaslessApiTests.ForwarderChain chain) : IClassFixture<GaslessApiTests.ForwarderChain>
{
    // The order of secp256k1.
    private static readonly BigInteger Order = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly Wallet wallet = new();

    [Fact]
    public async Task A_signed_request_becomes_the_forwarders_execute_with_its_deadline_and_its_nonce_reserved()
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0) with { Deadline = 4102444800 };

        var answer = await SubmitAsync(world, wallet.Body(request), ("Idempotency-Key", "one"));

        Assert.Equal(202, answer.Status);
        var row = await world.DatabaseAsync(db => db.Transactions.SingleAsync());
        Assert.Equal(("gasless", DevelopmentContracts.Forwarder.ToString(), "0"), (row.Type, row.To, row.Value));
        Assert.Equal(ForwarderCalls.Execute(request, wallet.Sign(request)), row.Data);
        Assert.Equal(new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc), row.ValidUntil);
        Assert.Equal((wallet.Address.ToString(), 0UL, 100_000UL), (row.Signer, row.ForwardNonce!.Value, row.ForwardGas!.Value));
        Assert.Equal(row.CorrelationId, (await world.DatabaseAsync(db => db.ForwardNonces.SingleAsync())).TransactionId);
        var shown = (await world.GetAsync(answer.Response.Headers.Location!.ToString())).Json.GetProperty("forward");
        Assert.Equal((wallet.Address.ToChecksum(), "0"), (shown.GetProperty("from").GetString(), shown.GetProperty("nonce").GetString()));
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_transaction_with_and_without_a_key()
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0);
        var first = await SubmitAsync(world, wallet.Body(request), ("Idempotency-Key", "one"));

        var again = await SubmitAsync(world, wallet.Body(request));
        var sameKey = await SubmitAsync(world, wallet.Body(request), ("Idempotency-Key", "one"));
        // The compact form (EIP-2098) of the same signature is the same request.
        var compact = await SubmitAsync(world, wallet.Body(request, Compact(wallet.Sign(request))));

        Assert.All([again, sameKey, compact], answer => Assert.Equal((202, first.Body, "true"), (answer.Status, answer.Body, answer.Header("Idempotency-Replayed"))));
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task In_a_batch_every_request_is_checked_by_itself()
    {
        await using var world = await StartAsync();
        var (first, second) = (wallet.Bump(0), wallet.Bump(1));
        var items = new JsonArray(
            new JsonObject { ["gasless"] = Wallet.Json(first, wallet.Sign(first)) },
            new JsonObject { ["gasless"] = Wallet.Json(second, wallet.Sign(first)) },
            new JsonObject { ["gasless"] = Wallet.Json(second, wallet.Sign(second)) },
            new JsonObject { ["gasless"] = Wallet.Json(wallet.Bump(1) with { Gas = 7 }, wallet.Sign(second)) },
            new JsonObject { ["gasless"] = Wallet.Json(first, wallet.Sign(first)) },
            new JsonObject { ["direct"] = new JsonObject { ["to"] = ApiWorld.Target } });

        var answer = await world.SendAsync(HttpMethod.Post, "/api/v1/relay/batch", new JsonObject { ["items"] = items }.ToJsonString());

        var answered = answer.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("invalid_signature", answered[1].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal("invalid_signature", answered[3].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal(answered[0].GetProperty("transactionId").GetGuid(), answered[4].GetProperty("transactionId").GetGuid());
        Assert.Equal(3, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
        Assert.Equal([0UL, 1UL], await world.DatabaseAsync(db => db.ForwardNonces.Select(x => x.Nonce).Order().ToListAsync()));
    }

    [Fact]
    public async Task A_reserved_nonce_is_refused_for_another_request_and_for_another_client()
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0);
        await SubmitAsync(world, wallet.Body(request));

        (await SubmitAsync(world, wallet.Body(wallet.Bump(0)))).IsProblem(409, "nonce_reserved");
        (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", wallet.Body(request), "games-key")).IsProblem(409, "nonce_reserved");
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Two_requests_for_one_nonce_at_once_are_one_transaction()
    {
        await using var world = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SubmitAsync(world, wallet.Body(wallet.Bump(0)))));

        Assert.Single(answers, answer => answer.Status == 202);
        Assert.Equal(7, answers.Count(answer => answer.Status == 409));
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    public static TheoryData<string> BadSignatures() => ["another key", "a flipped bit", "high s", "another chain", "another forwarder", "another version", "cut off", "empty"];

    [Theory]
    [MemberData(nameof(BadSignatures))]
    public async Task What_the_signer_did_not_sign_is_refused_and_nothing_is_written(string flaw)
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0);
        var good = wallet.Sign(request);
        var signature = flaw switch
        {
            "another key" => new Wallet().Sign(request),
            "a flipped bit" => [.. good[..10], (byte)(good[10] ^ 1), .. good[11..]],
            "high s" => [.. good[..32], .. UInt256.ToBytes32(Order - new BigInteger(good.AsSpan(32, 32), isUnsigned: true, isBigEndian: true)), (byte)(good[64] ^ 7)],
            "another chain" => wallet.Sign(request, Wallet.Domain with { ChainId = 1 }),
            "another forwarder" => wallet.Sign(request, Wallet.Domain with { VerifyingContract = DevelopmentContracts.SampleToken }),
            "another version" => wallet.Sign(request, Wallet.Domain with { Version = "2" }),
            "cut off" => good[..40],
            _ => [],
        };

        (await SubmitAsync(world, wallet.Body(request, signature))).IsProblem(400, "invalid_signature");
        Assert.Equal(0, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task A_contract_that_says_yes_may_sign_and_one_that_does_not_may_not()
    {
        await using var world = await StartAsync();
        var request = wallet.Bump(0);

        Assert.Equal(202, (await SubmitAsync(world, wallet.Body(request with { From = chain.YesWallet }, [1, 2, 3]))).Status);
        (await SubmitAsync(world, wallet.Body(request with { From = DevelopmentContracts.SampleToken }, [1, 2, 3]))).IsProblem(400, "invalid_signature");
    }

    [Fact]
    public async Task Deadlines_that_have_passed_or_are_too_close_are_refused_by_name()
    {
        await using var world = await StartAsync();
        (await SubmitAsync(world, wallet.Body(wallet.Bump(0, TimeSpan.FromSeconds(-5))))).IsProblem(400, "deadline_expired");
        (await SubmitAsync(world, wallet.Body(wallet.Bump(0, TimeSpan.FromSeconds(30))))).IsProblem(400, "deadline_too_close");
        Assert.Equal(202, (await SubmitAsync(world, wallet.Body(wallet.Bump(0) with { Deadline = ForwardRequest.LatestDeadline }))).Status);
    }

    [Fact]
    public async Task Nonces_that_are_used_or_too_far_ahead_are_refused_by_name()
    {
        await using var world = await StartAsync();
        var used = wallet.Bump(0);
        await chain.ExecuteAsync(used, wallet.Sign(used));

        (await SubmitAsync(world, wallet.Body(wallet.Bump(0)))).IsProblem(409, "nonce_used");
        (await SubmitAsync(world, wallet.Body(wallet.Bump(66)))).IsProblem(409, "nonce_too_far");
        Assert.Equal(202, (await SubmitAsync(world, wallet.Body(wallet.Bump(65)))).Status);
    }

    [Fact]
    public async Task What_the_client_may_not_have_paid_is_refused_by_name()
    {
        await using var world = await StartAsync();
        (await SubmitAsync(world, Signed(wallet.Bump(0) with { Value = 1 }))).IsProblem(403, "value_not_allowed");
        (await SubmitAsync(world, Signed(wallet.Bump(0) with { Gas = 1_000_001 }))).IsProblem(403, "gas_too_high");

        const string games = "games-key";
        (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", Signed(wallet.Bump(0) with { To = DevelopmentContracts.SampleToken }), games)).IsProblem(403, "target_not_allowed");
        (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", Signed(wallet.Bump(0) with { Data = [1, 2, 3, 4] }), games)).IsProblem(403, "target_not_allowed");
        var far = (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", Signed(wallet.Bump(0) with { Value = 6 }), games)).IsProblem(403, "policy");
        Assert.Equal(("policy.maxValue", "request.value"), (far.Json.GetProperty("rule").GetString(), far.Json.GetProperty("field").GetString()));
        Assert.Equal(202, (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", Signed(wallet.Bump(0) with { Value = 5, Gas = 2_000_000 }), games)).Status);
        var over = (await world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", Signed(wallet.Bump(1) with { Value = 5 }), games)).IsProblem(403, "policy");
        Assert.Equal(("policy.maxValuePerDay", "request.value"), (over.Json.GetProperty("rule").GetString(), over.Json.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_shape_is_said_at_once_by_field()
    {
        await using var world = await StartAsync();
        var answer = await SubmitAsync(
            world, """{"request":{"from":"0x12","to":7,"value":"-1","gas":"1e6","nonce":"9223372036854775808","deadline":281474976710656,"data":"0x1","extra":1},"signature":"zz","pool":"nowhere","color":1}""",
            ("Idempotency-Key", "a b"));

        answer.IsProblem(400, "validation");
        Assert.Equal(
            ["Idempotency-Key", "color", "pool", "request.data", "request.deadline", "request.extra", "request.from", "request.gas", "request.nonce", "request.to", "request.value", "signature"],
            answer.ErrorFields.Order(StringComparer.Ordinal));
        (await SubmitAsync(world, """{"signature":"0x"}""")).IsProblem(400, "validation");
        (await SubmitAsync(world, "[]")).IsProblem(400, "malformed_json");
    }

    [Fact]
    public async Task The_next_nonce_is_the_lowest_that_is_neither_used_nor_reserved()
    {
        await using var world = await StartAsync();
        var used = wallet.Bump(0);
        await chain.ExecuteAsync(used, wallet.Sign(used));
        foreach (var nonce in new ulong[] { 1, 2, 4 })
            await SubmitAsync(world, wallet.Body(wallet.Bump(nonce)));

        var answer = await world.GetAsync($"/api/v1/relay/gasless/nonce/{wallet.Address}");

        Assert.Equal(("3", "1", 31337UL), (answer.Json.GetProperty("nonce").GetString(), answer.Json.GetProperty("onChainNonce").GetString(), answer.Json.GetProperty("chainId").GetUInt64()));
        Assert.Equal(DevelopmentContracts.Forwarder.ToChecksum(), answer.Json.GetProperty("forwarder").GetString());
        (await world.GetAsync("/api/v1/relay/gasless/nonce/nobody")).IsProblem(400, "validation");
        (await world.GetAsync($"/api/v1/relay/gasless/nonce/{wallet.Address}?pool=other", "games-key")).IsProblem(400, "validation");
    }

    [Fact]
    public async Task Typed_data_can_be_signed_and_submitted_as_it_is()
    {
        await using var world = await StartAsync();
        var call = wallet.Bump(0);
        var answer = await TypedDataAsync(world, new JsonObject { ["from"] = wallet.Address.ToString(), ["to"] = call.To.ToString(), ["data"] = HexConvert.ToHex(call.Data) });

        Assert.Equal(200, answer.Status);
        Assert.Equal(["EIP712Domain", "ForwardRequest"], answer.Json.GetProperty("types").EnumerateObject().Select(type => type.Name));
        Assert.Equal("ForwardRequest", answer.Json.GetProperty("primaryType").GetString());
        var (domain, message) = (answer.Json.GetProperty("domain"), answer.Json.GetProperty("message"));
        Assert.Equal(
            Wallet.Domain,
            new TypedDataDomain(
                domain.GetProperty("name").GetString()!, domain.GetProperty("version").GetString()!, domain.GetProperty("chainId").GetUInt64(),
                Address.Parse(domain.GetProperty("verifyingContract").GetString()!)));
        var request = call with
        {
            Gas = BigInteger.Parse(message.GetProperty("gas").GetString()!, CultureInfo.InvariantCulture),
            Deadline = ulong.Parse(message.GetProperty("deadline").GetString()!, CultureInfo.InvariantCulture),
        };
        Assert.InRange(request.Gas, 21_000, 200_000);
        var body = new JsonObject { ["request"] = JsonNode.Parse(message.GetRawText()), ["signature"] = HexConvert.ToHex(wallet.Sign(request)) };
        Assert.Equal(202, (await SubmitAsync(world, body.ToJsonString())).Status);
    }

    [Fact]
    public async Task Typed_data_of_a_call_that_would_revert_is_422_with_the_reason()
    {
        await using var world = await StartAsync();
        var answer = await TypedDataAsync(
            world,
            new JsonObject { ["from"] = wallet.Address.ToString(), ["to"] = DevelopmentContracts.SampleToken.ToString(), ["data"] = SampleTokenCalls.Transfer(chain.YesWallet, 1) });

        answer.IsProblem(422, "would_revert");
    }

    [Fact]
    public async Task While_no_node_answers_gasless_calls_are_503_and_the_rest_goes_on()
    {
        await using var world = await ApiWorld.StartAsync(pools: Pools("http://127.0.0.1:9"));
        foreach (var answer in new[]
        {
            await SubmitAsync(world, wallet.Body(wallet.Bump(0))),
            await world.GetAsync($"/api/v1/relay/gasless/nonce/{wallet.Address}"),
        })
        {
            answer.IsProblem(503, "unavailable");
            Assert.NotNull(answer.Header("Retry-After"));
        }

        await world.SubmittedAsync();
    }

    [Fact]
    public async Task In_a_batch_what_needs_a_node_that_is_away_is_refused_alone_and_taken_when_the_batch_comes_again()
    {
        await using var proxy = new TcpProxy(chain.Url.Port);
        await using var world = await ApiWorld.StartAsync(pools: Pools($"http://127.0.0.1:{proxy.Port}"));
        var requests = new[] { wallet.Bump(0), wallet.Bump(1), wallet.Bump(2) }.Select(request => new JsonObject { ["gasless"] = Wallet.Json(request, wallet.Sign(request)) }).ToList();
        var before = Ids(await SubmitBatchAsync(requests[0]));

        proxy.Cut();
        var direct = new JsonObject { ["direct"] = new JsonObject { ["to"] = ApiWorld.Target } };
        var away = await SubmitBatchAsync(requests[0], direct, requests[1], requests[2]);
        proxy.Mend();
        var again = Ids(await SubmitBatchAsync(requests[0], direct, requests[1], requests[2]));

        Assert.Equal(202, away.Status);
        Assert.Equal([before[0], again[1], null, null], Ids(away));
        Assert.All(away.Json.GetProperty("items").EnumerateArray().Skip(2), item => Assert.Equal("unavailable", item.GetProperty("problem").GetProperty("code").GetString()));
        Assert.Equal((before[0], 4), (again[0], again.Distinct().Count(id => id is not null)));
        Assert.Equal(4, await world.DatabaseAsync(db => db.Transactions.CountAsync()));

        Task<Answer> SubmitBatchAsync(params JsonObject[] items) => world.SendAsync(
            HttpMethod.Post, "/api/v1/relay/batch", new JsonObject { ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]) }.ToJsonString(), headers: ("Idempotency-Key", "payout"));

        static List<string?> Ids(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("transactionId").GetString())];
    }

    [Theory]
    [InlineData("0x00000000000000000000000000000000000000aa", "no contract")]
    [InlineData("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512", "does not tell its EIP-712 domain")]
    public async Task A_forwarder_that_is_none_stops_the_start_and_is_named(string forwarder, string problem)
    {
        var failure = await Assert.ThrowsAsync<PreconditionFailure>(() => ApiWorld.StartAsync(pools: Pools(chain.Url.ToString(), forwarder)));

        Assert.Contains("relayer-pool.yaml: forwarder of pool 'local'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    private Task<ApiWorld> StartAsync() => ApiWorld.StartAsync(
        pools: Pools(chain.Url.ToString()),
        clients: ApiWorld.Clients.Replace("    pools: [other, local]", $$"""
                pools: [local, other]
                policy: { maxValue: "5", maxValuePerDay: "9" }
                gasless:
                  maxGas: 2000000
                  maxValue: "5"
                  targets: [{ address: "{{DevelopmentContracts.Counter}}", selectors: ["{{HexConvert.ToHex(Wallet.BumpSelector)}}"] }]
            """, StringComparison.Ordinal));

    private static string Pools(string node, string? forwarder = null) => ApiWorld.Pools.Replace(
        "    rpcUrls: [http://127.0.0.1:8545]", $"    rpcUrls: [\"{node}\"]\n    forwarder: \"{forwarder ?? DevelopmentContracts.Forwarder.ToString()}\"", StringComparison.Ordinal);

    private static Task<Answer> SubmitAsync(ApiWorld world, string body, params (string, string)[] headers) =>
        world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless", body, headers: headers);

    private static Task<Answer> TypedDataAsync(ApiWorld world, JsonObject body) => world.SendAsync(HttpMethod.Post, "/api/v1/relay/gasless/typed-data", body.ToJsonString());

    private string Signed(ForwardRequest request) => wallet.Body(request);

    private static byte[] Compact(byte[] signature) => [.. signature[..32], (byte)(signature[32] | (signature[64] == 28 ? 0x80 : 0)), .. signature[33..64]];

    /// <summary>A chain with the development contracts.</summary>
    public sealed class ForwarderChain : IAsyncLifetime
    {
        // Answers EIP-1271's magic value to everything.
        private const string YesContract = "0x6029600c60003960296000f37f1626ba7e0000000000000000000000000000000000000000000000000000000060005260206000f3";

        private AnvilNode _node = null!;

        public Uri Url => _node.Url;

        public Address YesWallet { get; private set; }

        public async Task InitializeAsync()
        {
            _node = await AnvilNode.StartAsync();
            await DevelopmentContracts.DeployAsync(Url, CancellationToken.None);
            YesWallet = (await _node.SendAsync(to: null, YesContract)).ContractAddress!.Value;
        }

        public Task ExecuteAsync(ForwardRequest request, byte[] signature) => _node.SendAsync(DevelopmentContracts.Forwarder, ForwarderCalls.Execute(request, signature));

        public async Task DisposeAsync() => await _node.DisposeAsync();
    }
}
