using System.Text;
using Microsoft.EntityFrameworkCore;
using Msq.Sdk;
using Msq.Tests.Api;
using Msq.Tests.Chaos;

namespace Msq.Tests.Sdk;

/// <summary>What the client repeats, under which key, and when it gives up.</summary>
public sealed class RetryTests
{
    private static readonly DirectTransaction Transaction = new(ApiWorld.Target);

    [Fact]
    public async Task A_connection_that_is_cut_after_the_transaction_was_accepted_makes_one_transaction()
    {
        await using var world = await ApiWorld.StartAsync();
        await using var proxy = new TcpProxy(world.Address.Port);
        proxy.Spoil(new ProxyRule(Encoding.ASCII.GetBytes("POST /api/v1/relay/direct"), times: 2, hold: null));
        using var http = new HttpClient();
        var msq = new MsqClient(http, new MsqClientOptions { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}"), ApiKey = "payments-key" });

        var accepted = await msq.SendAsync(Transaction);

        var row = await world.DatabaseAsync(db => db.Transactions.SingleAsync());
        Assert.Equal(row.CorrelationId, accepted.TransactionId);
    }

    [Fact]
    public async Task A_batch_whose_answer_is_lost_is_one_batch()
    {
        await using var world = await ApiWorld.StartAsync();
        await using var proxy = new TcpProxy(world.Address.Port);
        proxy.Spoil(new ProxyRule(Encoding.ASCII.GetBytes("POST /api/v1/relay/batch"), times: 1, hold: null));
        using var http = new HttpClient();
        var msq = new MsqClient(http, new MsqClientOptions { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}"), ApiKey = "payments-key" });

        var results = await msq.SendBatchAsync([new BatchItem(Transaction), new BatchItem(Transaction, "mine"), new BatchItem(new DirectTransaction("0x12"))]);

        Assert.Equal(2, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
        Assert.Equal([(0, false), (1, false), (2, true)], results.Select(result => (result.Index, result.TransactionId is null)));
        Assert.Equal(("validation", "to"), (results[2].Problem!.Code, results[2].Problem!.Errors!.Keys.Single()));
    }

    [Fact]
    public async Task Every_repeat_carries_the_same_key_and_the_same_bytes()
    {
        using var server = new ScriptedServer(
            ScriptedServer.NoAnswer, ScriptedServer.Problem(503, "unavailable", "2"), ScriptedServer.Problem(429, "rate_limited", "7"), ScriptedServer.Answer(502, "<html>", "text/html"),
            ScriptedServer.Accepted);

        await server.PassAsync(server.Client().SendAsync(Transaction));

        Assert.Single(server.Keys.Distinct());
        Assert.Single(server.Requests.Select(one => one.Body).Distinct());
        var pauses = server.Requests.Zip(server.Requests.Skip(1), (one, next) => next.At - one.At).ToList();
        Assert.True(pauses[1] >= TimeSpan.FromSeconds(2) && pauses[2] >= TimeSpan.FromSeconds(7), string.Join(' ', pauses));
    }

    [Fact]
    public async Task Every_submission_has_a_key_of_its_own_unless_the_caller_gives_one()
    {
        using var server = new ScriptedServer(ScriptedServer.Accepted, ScriptedServer.Accepted, ScriptedServer.Accepted);
        var msq = server.Client();

        await msq.SendAsync(Transaction);
        await msq.SendAsync(Transaction);
        await msq.SendAsync(Transaction, "order-4711");

        Assert.Equal(3, server.Keys.Distinct().Count());
        Assert.Equal("order-4711", server.Keys.Last());
    }

    [Fact]
    public async Task When_no_answer_comes_at_all_the_exception_has_the_key_to_go_on_with()
    {
        using var server = new ScriptedServer(ScriptedServer.NoAnswer, ScriptedServer.NoAnswer, ScriptedServer.NoAnswer);

        var failure = await Assert.ThrowsAsync<MsqUnreachableException>(() => server.PassAsync(server.Client(options => options.MaxRetries = 2).SendAsync(Transaction)));

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(server.Keys.First(), failure.IdempotencyKey);
        Assert.Contains("connection reset", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_asked_again()
    {
        using var silent = new HttpClient(new Msq.Tests.Ethereum.SilentNode()) { Timeout = Timeout.InfiniteTimeSpan };
        var msq = new MsqClient(silent, new MsqClientOptions
        {
            BaseAddress = ScriptedServer.Address,
            ApiKey = "k",
            MaxRetries = 1,
            AttemptTimeout = TimeSpan.FromMilliseconds(20),
        });

        var failure = await Assert.ThrowsAsync<MsqUnreachableException>(() => msq.GetAsync(Guid.CreateVersion7()));

        Assert.IsType<TimeoutException>(failure.InnerException);
        Assert.Contains("2 tries", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "validation")]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "forbidden")]
    [InlineData(409, "nonce_reserved")]
    [InlineData(422, "idempotency_key_reused")]
    [InlineData(500, "internal")]
    public async Task What_is_refused_is_not_repeated(int status, string code)
    {
        using var server = new ScriptedServer(ScriptedServer.Problem(status, code));

        var refusal = await Assert.ThrowsAsync<MsqProblemException>(() => server.Client().SendAsync(Transaction));

        Assert.Equal((status, code, "D"), (refusal.Problem.Status, refusal.Problem.Code, refusal.Problem.Detail));
    }

    [Fact]
    public async Task A_pause_that_is_longer_than_allowed_is_left_to_the_caller()
    {
        using var server = new ScriptedServer(ScriptedServer.Problem(429, "rate_limited", "3600"));

        var refusal = await Assert.ThrowsAsync<MsqProblemException>(() => server.Client().SendAsync(Transaction));

        Assert.Equal((TimeSpan.FromHours(1), server.Keys.Single()), (refusal.RetryAfter, refusal.IdempotencyKey));
    }

    [Fact]
    public async Task An_answer_that_is_not_Msqs_is_shown()
    {
        using var server = new ScriptedServer(ScriptedServer.Answer(200, "<html>Welcome to the portal", "text/html"));

        var refusal = await Assert.ThrowsAsync<MsqProblemException>(() => server.Client().SendAsync(Transaction));

        Assert.Equal(MsqProblem.UnexpectedAnswer, refusal.Problem.Code);
        Assert.Contains("Welcome to the portal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_gives_up_ends_the_repeats()
    {
        using var server = new ScriptedServer(ScriptedServer.NoAnswer);
        using var patience = new CancellationTokenSource();
        var sending = server.Client().SendAsync(Transaction, cancellationToken: patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
