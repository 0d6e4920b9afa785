using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Msq.Contracts.Messages;
using Msq.Local.DevRelayer;
using Msq.Tests.Chain;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Dispatcher;

/// <summary>What each answer to a POST means. The relayer is the development relayer where it can give the answer, else one on bare sockets.</summary>
public sealed class OutcomeTests : IAsyncLifetime
{
    private AnvilNode _chain = null!;

    public async Task InitializeAsync() => _chain = await AnvilNode.StartAsync();

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task What_the_relayer_takes_is_accepted_with_the_relayers_id()
    {
        await using var relayer = await DevAsync();
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        var accepted = await world.OutcomeAsync<DispatchAccepted>();

        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", DispatcherWorld.RelayerKey) } };
        Assert.Contains(accepted.Report.Id, await client.GetStringAsync(new Uri(relayer.Url, $"/api/v1/relayers/relayer-1/transactions/{accepted.Report.Id}")), StringComparison.Ordinal);
        Assert.Equal((1, "relayer-1", false), (accepted.Attempt, accepted.Relayer, accepted.Found));
    }

    [Fact]
    public async Task What_the_relayer_refuses_with_400_is_refused_in_its_words()
    {
        await using var relayer = await DevAsync();
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        var refused = await world.OutcomeAsync<DispatchRefused>(gasLimit: 20_000);

        Assert.Equal("gas_limit is too low, intrinsic gas is 21000 and gas_limit is 20000", refused.Reason);
    }

    [Fact]
    public async Task A_wrong_key_401_means_not_taken()
    {
        await using var relayer = await DevAsync();
        await using var world = await DispatcherWorld.StartAsync(relayer.Url, apiKey: "another-development-key-of-32-chars");

        Assert.StartsWith("HTTP 401", (await world.OutcomeAsync<DispatchNotTaken>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_relayer_403_means_not_taken()
    {
        await using var relayer = await DevAsync();
        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", DispatcherWorld.RelayerKey) } };
        using var paused = await client.PatchAsync(
            new Uri(relayer.Url, "/api/v1/relayers/relayer-1"), new StringContent("""{"paused":true}""", Encoding.UTF8, "application/json"));
        paused.EnsureSuccessStatusCode();
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        Assert.Equal("HTTP 403: Relayer paused", (await world.OutcomeAsync<DispatchNotTaken>()).Reason);
    }

    [Fact]
    public async Task A_relayer_that_the_other_side_does_not_have_404_means_not_taken()
    {
        await using var relayer = await DevAsync();
        await using var world = await DispatcherWorld.StartAsync(relayer.Url, relayerId: "another");

        Assert.StartsWith("HTTP 404", (await world.OutcomeAsync<DispatchNotTaken>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_429_means_not_taken_and_tells_for_how_long()
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = (_, connection) => connection.AnswerAsync(429, """{"error":"TooManyRequests"}""", "retry-after: 7\r\n");
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        var notTaken = await world.OutcomeAsync<DispatchNotTaken>();

        Assert.Equal(("HTTP 429: TooManyRequests", TimeSpan.FromSeconds(7)), (notTaken.Reason, notTaken.RetryAfter));
    }

    [Fact]
    public async Task A_refused_connection_means_not_taken()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var closed = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        await using var world = await DispatcherWorld.StartAsync(closed);

        Assert.StartsWith("nothing was sent", (await world.OutcomeAsync<DispatchNotTaken>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_has_means_not_taken()
    {
        await using var world = await DispatcherWorld.StartAsync(new Uri("http://relayer.invalid:8080"));

        Assert.StartsWith("nothing was sent", (await world.OutcomeAsync<DispatchNotTaken>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tls_handshake_that_fails_means_not_taken()
    {
        await using var relayer = RawRelayer.Start();
        await using var world = await DispatcherWorld.StartAsync(new Uri($"https://{relayer.Url.Authority}"), settle: "4s");

        Assert.StartsWith("nothing was sent", (await world.OutcomeAsync<DispatchNotTaken>()).Reason, StringComparison.Ordinal);
        Assert.Empty(relayer.Posts);
    }

    [Fact]
    public async Task A_time_that_the_relayer_holds_to_be_over_does_not_end_the_transaction_in_its_words()
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = (_, connection) => connection.AnswerAsync(400, """{"success":false,"data":null,"error":"The validUntil time cannot be in the past"}""");
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        var notTaken = await world.OutcomeAsync<DispatchNotTaken>();

        Assert.Equal("The validUntil time cannot be in the past", notTaken.Reason);
        Assert.True(notTaken.RetryAfter >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_error_500_of_the_relayer_means_doubt_and_its_row_is_found_by_looking()
    {
        var faults = new Tracker.Faults();
        faults.FailNext(Checkpoint.AfterRow);
        await using var relayer = await DevAsync(faults.ReachedAsync);
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);
        var id = await world.OpenAsync(from: (await SignerAsync(relayer))!);

        await world.DispatchAsync(id);
        Assert.StartsWith("HTTP 500", Assert.IsType<DispatchInDoubt>(await world.HeardAsync(id)).Reason, StringComparison.Ordinal);
        await world.LookAsync(id);
        await DispatcherWorld.UntilAsync(() => world.Of(id).Count == 2, "what was found");

        Assert.True(Assert.IsType<DispatchAccepted>(world.Of(id)[1]).Found);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(301)]
    public async Task Any_other_status_means_doubt(int status)
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = (request, connection) => connection.AnswerAsync(status, status == 204 ? "" : RawRelayer.Envelope(relayer.Take(request)));
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        Assert.StartsWith($"HTTP {status}", (await world.OutcomeAsync<DispatchInDoubt>()).Reason, StringComparison.Ordinal);
        Assert.Single(relayer.Posts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"success":true,"data":null}""")]
    [InlineData("""{"success":true,"data":[]}""")]
    [InlineData("""{"success":true,"data":{"status":"pending","relayer_id":"relayer-1"}}""")]
    [InlineData("""{"success":true,"data":{"id":"","status":"pending","relayer_id":"relayer-1"}}""")]
    [InlineData("""{"success":false,"data":{"id":"x","status":"pending","relayer_id":"relayer-1"}}""")]
    [InlineData("""{"success":"true","data":{"id":"x","status":"pending","relayer_id":"relayer-1"}}""")]
    [InlineData("""{"success":true,"data":{"id":"x","status":"pending","relayer_id":"another"}}""")]
    [InlineData("""{"success":true,"data":{"id":"x","sta""")]
    public async Task An_answer_200_of_another_shape_means_doubt(string body)
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = (_, connection) => connection.AnswerAsync(200, body);
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        await world.OutcomeAsync<DispatchInDoubt>();
        Assert.Single(relayer.Posts);
    }

    [Fact]
    public async Task An_answer_200_whose_nonce_is_no_number_of_a_nonce_is_accepted_all_the_same()
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = (_, connection) => connection.AnswerAsync(
            200, """{"success":true,"data":{"id":"x","status":"new","relayer_id":"relayer-1","nonce":99999999999999999999999,"more":{}}}""");
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        Assert.Equal(("x", null), ((await world.OutcomeAsync<DispatchAccepted>()).Report.Id, (ulong?)null));
    }

    [Fact]
    public async Task No_answer_until_the_deadline_means_doubt()
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = (_, connection) => connection.HangAsync();
        await using var world = await DispatcherWorld.StartAsync(relayer.Url, settle: "2s");

        Assert.Equal("no answer within 1 s", (await world.OutcomeAsync<DispatchInDoubt>()).Reason);
        Assert.Single(relayer.Posts);
    }

    [Fact]
    public async Task An_answer_that_trickles_in_means_doubt_at_the_deadline()
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = async (_, connection) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{");
            await connection.HangAsync();
        };
        await using var world = await DispatcherWorld.StartAsync(relayer.Url, settle: "2s");

        Assert.Equal("no answer within 1 s", (await world.OutcomeAsync<DispatchInDoubt>()).Reason);
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"success\":true")]
    [InlineData(false, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"success\":true")]
    [InlineData(false, "HTTP/1.1 400 Bad Request\r\ncontent-length: 500\r\n\r\n{")]
    [InlineData(false, "SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task A_connection_that_is_cut_before_the_whole_answer_means_doubt(bool isReset, string answer)
    {
        await using var relayer = RawRelayer.Start();
        relayer.OnPost = async (_, connection) =>
        {
            if (answer.Length > 0)
                await connection.SendAsync(answer);
            if (isReset)
                connection.Reset();
            else
                connection.Close();
        };
        await using var world = await DispatcherWorld.StartAsync(relayer.Url);

        await world.OutcomeAsync<DispatchInDoubt>();
        Assert.Single(relayer.Posts);
    }

    private Task<DevRelayerHost> DevAsync(Func<Checkpoint, string, Task>? reached = null) => DevRelayerHost.StartAsync(new DevRelayerOptions
    {
        Relayers = [RelayerWorld.Account(1)],
        RpcUrl = _chain.Url,
        ChainId = 31337,
        ApiKey = DispatcherWorld.RelayerKey,
        Reached = reached ?? ((_, _) => Task.CompletedTask),
    });

    private static async Task<string?> SignerAsync(DevRelayerHost relayer)
    {
        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", DispatcherWorld.RelayerKey) } };
        var row = System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync(new Uri(relayer.Url, "/api/v1/relayers/relayer-1")));
        return row!["data"]!["address"]!.GetValue<string>().ToLowerInvariant();
    }
}
