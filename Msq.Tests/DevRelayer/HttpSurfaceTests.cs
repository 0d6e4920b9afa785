using System.Net;
using System.Net.Http.Headers;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Msq.Local.DevRelayer;
using static Msq.Tests.DevRelayer.RelayerWorld;

namespace Msq.Tests.DevRelayer;

public sealed class HttpSurfaceTests
{
    [Fact]
    public async Task Only_the_exact_bearer_key_opens_the_door()
    {
        await using var world = await StartAsync();
        using var client = new HttpClient { BaseAddress = world.Client.BaseAddress };
        foreach (var header in new string?[] { null, $"bearer {ApiKey}", $"Bearer {ApiKey}x", "Bearer ", ApiKey })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "health");
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Unauthorized", Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]));
            Assert.Equal(header is null ? "application/json" : null, answer.Content.Headers.ContentType?.ToString());
        }

        Assert.Equal("OK", await world.Client.GetStringAsync("health"));
    }

    [Fact]
    public async Task An_unknown_route_and_a_wrong_method_are_empty_404s()
    {
        await using var world = await StartAsync();
        foreach (var (method, path) in new[] { (HttpMethod.Get, "ready"), (HttpMethod.Post, "health"), (HttpMethod.Get, "relayers/relayer-1/transactions/by-nonce/x") })
        {
            using var answer = await world.Client.SendAsync(new HttpRequestMessage(method, path));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("relayers/nobody", "Relayer with ID nobody not found")]
    [InlineData("relayers/nobody/transactions", "Relayer with ID nobody not found")]
    [InlineData("relayers/relayer-1/transactions/none", "Transaction with ID none not found")]
    [InlineData("relayers/relayer-1/transactions/by-nonce/7", "Transaction with nonce 7 not found")]
    public async Task What_is_not_there_is_named(string path, string message)
    {
        await using var world = await StartAsync();
        using var answer = await world.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(message, Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]));
    }

    [Fact]
    public async Task The_list_shows_the_newest_first_in_pages()
    {
        await using var world = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(Text((await world.SubmitAsync(Transfer()))["id"]));
        ids.Reverse();
        var page = await world.GetAsync("relayers/relayer-1/transactions?page=2&per_page=2");
        Assert.Equal(ids[2..4], page["data"]!.AsArray().Select(row => Text(row!["id"])));
        Assert.Equal("""{"current_page":2,"per_page":2,"total_items":5}""", page["pagination"]!.ToJsonString());
        Assert.Empty((await world.GetAsync("relayers/relayer-1/transactions?page=9"))["data"]!.AsArray());
        using var bad = await world.Client.GetAsync("relayers/relayer-1/transactions?page=abc");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.StartsWith("Query deserialize error", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_is_found_through_any_relayer()
    {
        await using var world = await StartAsync(options => options with { Relayers = [Account(1), Account(2)] });
        var row = await world.SubmitAsync(Transfer(), "relayer-2");
        Assert.Equal("relayer-2", Text((await world.RowAsync(Text(row["id"]), "relayer-1"))["relayer_id"]));
    }

    [Fact]
    public async Task A_paused_relayer_takes_nothing_but_finishes_what_it_has()
    {
        await using var world = await StartAsync();
        var row = await world.SubmitAsync(Transfer());
        await PatchAsync(world, """{"paused":true}""");
        using var refused = await world.PostAsync(Transfer());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("""{"success":false,"data":null,"error":"Relayer paused"}""", await refused.Content.ReadAsStringAsync());
        await world.WaitForAsync(row, "confirmed");
        Assert.True((await world.GetAsync("relayers/relayer-1"))["data"]!["paused"]!.GetValue<bool>());
        await PatchAsync(world, """{"paused":false,"name":"first"}""");
        await world.SubmitAsync(Transfer());
    }

    [Fact]
    public async Task A_relayer_without_a_chain_is_disabled_until_the_chain_answers()
    {
        await using var world = await StartAsync();
        await using var lonely = await DevRelayerHost.StartAsync(world.Options with { RpcUrl = new Uri("http://127.0.0.1:9"), WebhookUrl = null });
        using var client = ClientOf(lonely.Url);
        var relayer = JsonNode.Parse(await client.GetStringAsync("relayers/relayer-1"))!["data"]!;
        Assert.True(relayer["system_disabled"]!.GetValue<bool>());
        Assert.Equal("NonceSyncFailed", Text(relayer["disabled_reason"]!["type"]));
        using var refused = await client.PostAsync("relayers/relayer-1/transactions", new StringContent(Transfer().ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal("""{"success":false,"data":null,"error":"Relayer disabled"}""", await refused.Content.ReadAsStringAsync());
        using var status = await client.GetAsync("relayers/relayer-1/status");
        Assert.Equal(HttpStatusCode.InternalServerError, status.StatusCode);
    }

    [Fact]
    public async Task The_balance_is_a_bare_integer_and_the_status_has_strings()
    {
        await using var world = await StartAsync();
        var balance = (await world.GetAsync("relayers/relayer-1/balance"))["data"]!;
        Assert.Equal("""{"balance":10000000000000000000000,"unit":"wei"}""", balance.ToJsonString());
        await world.WaitForAsync(await world.SubmitAsync(Transfer()), "confirmed");
        var status = (await world.GetAsync("relayers/relayer-1/status"))["data"]!;
        Assert.Equal("1", Text(status["nonce"]));
        Assert.True(BigInteger.Parse(Text(status["balance"]), System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(0, status["pending_transactions_count"]!.GetValue<int>());
        Assert.EndsWith("+00:00", Text(status["last_confirmed_transaction_timestamp"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_answered_with_429()
    {
        await using var world = await StartAsync(options => options with { RateLimit = new DevRelayerRateLimit(1, 3) });
        HttpResponseMessage answer;
        do answer = await world.Client.GetAsync("health");
        while (answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("0", answer.Headers.GetValues("retry-after").Single());
        Assert.Equal(429, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_node_is_reached_through_rpc_without_an_envelope()
    {
        await using var world = await StartAsync();
        Assert.Equal("""{"jsonrpc":"2.0","result":"0x7a69","id":7}""", await RpcAsync("""{"jsonrpc":"2.0","method":"eth_chainId","params":[],"id":7}"""));
        var error = JsonNode.Parse(await RpcAsync("""{"method":"no_such"}"""))!;
        Assert.Equal(-32603, error["error"]!["code"]!.GetValue<int>());
        Assert.Contains("Missing 'method' field", await RpcAsync("[]"), StringComparison.Ordinal);

        async Task<string> RpcAsync(string body)
        {
            using var answer = await world.Client.PostAsync("relayers/relayer-1/rpc", new StringContent(body, Encoding.UTF8, "application/json"));
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_message_is_signed_as_any_wallet_signs_it()
    {
        await using var world = await StartAsync();
        using var answer = await world.Client.PostAsync("relayers/relayer-1/sign", new StringContent("""{"message":"hello"}""", Encoding.UTF8, "application/json"));
        var signature = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!;
        // anvil holds the same well-known key.
        var expected = JsonNode.Parse(await (await world.Client.PostAsync("relayers/relayer-1/rpc", new StringContent(
            """{"method":"personal_sign","params":["0x68656c6c6f","0x70997970c51812dc3a010c7d01b50e0d17dc79c8"]}""",
            Encoding.UTF8, new MediaTypeHeaderValue("application/json")))).Content.ReadAsStringAsync())!["result"];
        Assert.Equal(Text(expected), "0x" + Text(signature["sig"]));
    }

    [Fact]
    public async Task The_front_page_says_that_it_is_for_development()
    {
        await using var world = await StartAsync();
        using var client = new HttpClient();
        Assert.Contains("for development only", await client.GetStringAsync(world.Host.Url), StringComparison.Ordinal);
    }

    private static async Task PatchAsync(RelayerWorld world, string patch)
    {
        using var answer = await world.Client.PatchAsync("relayers/relayer-1", new StringContent(patch, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
