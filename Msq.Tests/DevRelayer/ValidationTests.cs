using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

public sealed class ValidationTests(ValidationTests.Relayer relayer) : IClassFixture<ValidationTests.Relayer>
{
    [Theory]
    [InlineData("""{"to":"0xaa","speed":"fast"}""", "missing field `value`")]
    [InlineData("""{"to":"0xaa","value":null,"speed":"fast"}""", "invalid type: null, expected a 32 byte hex string")]
    [InlineData("""{"to":"0xaa","value":"1e18","speed":"fast"}""", "invalid value: string \"1e18\", expected a 32 byte hex string")]
    [InlineData("""{"to":"0xaa","value":-1,"speed":"fast"}""", "invalid type: integer `-1`, expected a 32 byte hex string")]
    [InlineData("""{"to":"0xaa","value":"0x10000000000000000000000000000000000000000000000000000000000000000","speed":"fast"}""",
        "invalid value: string \"0x10000000000000000000000000000000000000000000000000000000000000000\", expected a 32 byte hex string")]
    [InlineData("""{"to":5,"value":"0","speed":"fast"}""", "invalid type: integer `5`, expected a string")]
    [InlineData("""{"to":"0xaa","value":"0","gas_limit":"21000","speed":"fast"}""", "invalid type: string \"21000\", expected u64")]
    [InlineData("""{"to":"0xaa","value":"0","gas_limit":-1,"speed":"fast"}""", "invalid value: integer `-1`, expected u64")]
    [InlineData("""{"to":"0xaa","value":"0","gas_limit":1.5,"speed":"fast"}""", "invalid type: floating point `1.5`, expected u64")]
    [InlineData("""{"to":"0xaa","value":"0","gas_price":"1"}""", "invalid type: string \"1\", expected u128")]
    [InlineData("""{"to":"0xaa","value":"0","speed":"FAST"}""", "unknown variant `FAST`, expected one of `fastest`, `fast`, `average`, `safeLow`")]
    [InlineData("[]", "invalid type: sequence, expected struct EvmTransactionRequest")]
    [InlineData("""{"value":"0","speed":"fast"}""", "Both txs `to` and `data` fields are missing. At least one of them has to be set.")]
    [InlineData("""{"to":"0xaa","value":"0","gas_limit":20999,"speed":"fast"}""", "gas_limit is too low, intrinsic gas is 21000 and gas_limit is 20999")]
    [InlineData("""{"to":"0xaa","value":"0","data":"0x0001","gas_limit":21019,"speed":"fast"}""", "gas_limit is too low, intrinsic gas is 21020 and gas_limit is 21019")]
    [InlineData("""{"value":"0","data":"0x","gas_limit":52999,"speed":"fast"}""", "gas_limit is too low, intrinsic gas is 53000 and gas_limit is 52999")]
    [InlineData("""{"to":"0xaa","value":"0","speed":"fast","valid_until":"2020-01-01T00:00:00Z"}""", "The validUntil time cannot be in the past")]
    [InlineData("""{"to":"0xaa","value":"0","speed":"fast","valid_until":"tomorrow"}""", "Invalid validUntil datetime format")]
    [InlineData("""{"to":"0xaa","value":"0","speed":"fast","valid_until":"2120-01-01T00:00:00"}""", "Invalid validUntil datetime format")]
    [InlineData("""{"to":"0xaa","value":"0"}""", "Transaction must specify either gasPrice, speed, or EIP1559 parameters")]
    [InlineData("""{"to":"0xaa","value":"0","speed":"fast","gas_price":1}""",
        "Cannot mix different transaction types. Use either gasPrice, speed, or EIP1559 parameters")]
    [InlineData("""{"to":"0xaa","value":"0","max_fee_per_gas":1}""", "EIP1559 transactions require both maxFeePerGas and maxPriorityFeePerGas")]
    [InlineData("""{"to":"0xaa","value":"0","max_fee_per_gas":1,"max_priority_fee_per_gas":2}""",
        "maxFeePerGas must be greater than or equal to maxPriorityFeePerGas")]
    public async Task A_request_that_breaks_a_rule_is_refused_in_the_original_s_words(string body, string message)
    {
        using var answer = await SendAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.False(json["success"]!.GetValue<bool>());
        Assert.True(json.AsObject().ContainsKey("data"));
        Assert.Null(json["data"]);
        Assert.Equal(message, Text(json["error"]));
    }

    [Theory]
    [InlineData("""{"policies":{"whitelist_receivers":["0x00000000000000000000000000000000000000bb"]}}""",
        """{"to":"0x00000000000000000000000000000000000000aa","value":"0","speed":"fast"}""", "Transaction target address is not whitelisted")]
    [InlineData("""{"policies":{"gas_limit_estimation":false}}""",
        """{"to":"0xaa","value":"0","speed":"fast"}""", "gas_limit is required when gas_limit_estimation policy is disabled")]
    [InlineData("""{"policies":{"gas_price_cap":"5"}}""", """{"to":"0xaa","value":"0","gas_price":6}""", "Gas price is too high")]
    public async Task A_policy_is_enforced_until_it_is_removed(string policy, string body, string message)
    {
        using var patched = await PatchAsync(policy);
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        using var answer = await SendAsync(body);
        Assert.Equal(message, Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]));
        using var removed = await PatchAsync("""{"policies":{"whitelist_receivers":null,"gas_limit_estimation":null,"gas_price_cap":null}}""");
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
    }

    [Theory]
    [InlineData("""{"paused":"yes"}""", "invalid type: string \"yes\", expected a boolean")]
    [InlineData("""{"colour":1}""", "Invalid update request: unknown field `colour`")]
    [InlineData("""{"policies":{"colour":1}}""", "Invalid policy: unknown field `colour`")]
    public async Task A_patch_with_an_unknown_or_ill_typed_field_is_refused(string patch, string message)
    {
        using var answer = await PatchAsync(patch);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(message, Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_is_answered_in_plain_text()
    {
        using var answer = await SendAsync("{\"to\":");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith("Json deserialize error: ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_declared_as_json_is_refused()
    {
        using var answer = await relayer.World.Client.PostAsync("relayers/relayer-1/transactions", new StringContent("{}", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Content type error", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_of_more_than_two_mebibytes_is_refused()
    {
        using var answer = await SendAsync($$"""{"data":"0x{{new string('0', 2 * 1024 * 1024)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string body) =>
        relayer.World.Client.PostAsync("relayers/relayer-1/transactions", new StringContent(body, Encoding.UTF8, "application/json"));

    private Task<HttpResponseMessage> PatchAsync(string body) =>
        relayer.World.Client.PatchAsync("relayers/relayer-1", new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>One relayer for all these tests: none of them leaves anything behind.</summary>
    public sealed class Relayer : IAsyncLifetime
    {
        internal RelayerWorld World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await StartAsync();

        public async Task DisposeAsync() => await World.DisposeAsync();
    }
}
