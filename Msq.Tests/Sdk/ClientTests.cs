using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Msq.Sdk;
using Msq.Tests.Api;

namespace Msq.Tests.Sdk;

/// <summary>The client before the real API.</summary>
public sealed class ClientTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient http = new();
    private ApiWorld world = null!;
    private MsqClient msq = null!;

    public async Task InitializeAsync()
    {
        world = await ApiWorld.StartAsync();
        msq = Client("payments-key");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Everything_that_a_transaction_has_arrives_and_comes_back()
    {
        var until = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));
        var accepted = await msq.SendAsync(new DirectTransaction(ApiWorld.Target)
        {
            Data = "0x1234",
            Value = BigInteger.Pow(2, 256) - 1,
            GasLimit = 50_000,
            Speed = TransactionSpeed.SafeLow,
            ValidUntil = until,
            Pool = "local",
            Reference = "order 4711",
        });

        var read = await msq.GetAsync(accepted.TransactionId);

        Assert.Equal(TransactionStatus.Queued, accepted.Status);
        Assert.Equal((accepted.TransactionId, "direct", TransactionStatus.Queued, ApiWorld.Target, "0x1234"), (read.TransactionId, read.Type, read.Status, read.To, read.Data));
        Assert.Equal((BigInteger.Pow(2, 256) - 1, 50_000UL, TransactionSpeed.SafeLow, until, "local", "order 4711"),
            (read.Value, read.GasLimit!.Value, read.Speed, read.ValidUntil!.Value, read.Pool, read.Reference));
        Assert.Equal((accepted.CreatedAt, "accepted"), (read.CreatedAt, read.Timeline.Single().Event));
        Assert.False(read.IsOver);
    }

    [Fact]
    public async Task The_same_key_of_the_callers_makes_one_transaction()
    {
        var first = await msq.SendAsync(new DirectTransaction(ApiWorld.Target), "order-4711");
        var again = await msq.SendAsync(new DirectTransaction(ApiWorld.Target), "order-4711");

        Assert.Equal(first, again);
        var refusal = await Assert.ThrowsAsync<MsqProblemException>(() => msq.SendAsync(new DirectTransaction(ApiWorld.Target) { Value = 1 }, "order-4711"));
        Assert.Equal(("idempotency_key_reused", "order-4711"), (refusal.Problem.Code, refusal.IdempotencyKey));
    }

    [Fact]
    public async Task A_refusal_names_the_fields()
    {
        var refusal = await Assert.ThrowsAsync<MsqProblemException>(() => msq.SendAsync(new DirectTransaction("0x12") { GasLimit = 1 }));

        Assert.Equal((400, "validation"), (refusal.Problem.Status, refusal.Problem.Code));
        Assert.Equal(["gasLimit", "to"], refusal.Problem.Errors!.Keys.Order());
        Assert.Contains("gasLimit: must be a whole number of gas", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_a_problem() =>
        Assert.Equal("unauthorized", (await Assert.ThrowsAsync<MsqProblemException>(() => Client("nobodys").GetAsync(Guid.CreateVersion7()))).Problem.Code);

    [Fact]
    public async Task A_cancel_answers_with_the_transaction_and_is_refused_when_it_is_over()
    {
        var id = (await msq.SendAsync(new DirectTransaction(ApiWorld.Target))).TransactionId;

        Assert.Equal(id, (await msq.CancelAsync(id)).TransactionId);

        await world.ChangeAsync(id, row => row.Status = "canceled");
        Assert.Equal("already_ended", (await Assert.ThrowsAsync<MsqProblemException>(() => msq.CancelAsync(id))).Problem.Code);
    }

    [Fact]
    public async Task Waiting_ends_with_the_status_that_was_waited_for()
    {
        var id = (await msq.SendAsync(new DirectTransaction(ApiWorld.Target))).TransactionId;
        var mined = msq.WaitForAsync(id, TransactionStatus.Mined);
        var end = msq.WaitForAsync(id);

        await world.ChangeAsync(id, row => row.Status = "submitted");
        await world.ChangeAsync(id, row => (row.Status, row.BlockNumber, row.EffectiveGasPrice) = ("mined", 7, "340282366920938463463374607431768211456"));
        Assert.Equal((7UL, BigInteger.Pow(2, 128)), ((await mined).BlockNumber!.Value, (await mined).EffectiveGasPrice!.Value));
        Assert.False(end.IsCompleted);

        await world.ChangeAsync(id, row => (row.Status, row.ErrorCode, row.ErrorMessage, row.RevertReason) = ("failed", "reverted", "It reverted", "no funds"));
        var failure = await Assert.ThrowsAsync<MsqTransactionException>(async () => (await end).EnsureConfirmed());
        Assert.Equal(new TransactionError("reverted", "It reverted", "no funds"), failure.Transaction.Error);
        Assert.Contains("failed (reverted): It reverted", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_several_pages_has_everything_once()
    {
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await msq.SendAsync(new DirectTransaction(ApiWorld.Target) { Reference = "another" });
        var sent = await msq.SendBatchAsync([.. Enumerable.Range(0, 120).Select(_ => new BatchItem(new DirectTransaction(ApiWorld.Target) { Value = 7, Reference = "drop" }))]);

        var listed = await msq.ListAsync(new TransactionFilter { Status = TransactionStatus.Queued, Type = "direct", Reference = "drop", From = since, To = since.AddDays(1) }).ToListAsync();

        Assert.Equal(sent.Select(one => one.TransactionId!.Value).Order(), listed.Select(one => one.TransactionId).Order());
        Assert.All(listed, one => Assert.Equal((7, "drop", null, 0), (one.Value, one.Reference, one.Data, one.Timeline.Count)));
        Assert.Equal(121, await msq.ListAsync().CountAsync());
    }

    [Fact]
    public async Task A_list_goes_on_from_page_to_page()
    {
        using var server = new ScriptedServer(Page("last one", "a", "b"), Page("b"), Page(null, "c"));
        var filter = new TransactionFilter { Status = TransactionStatus.Mined, Reference = "order 4711", From = DateTimeOffset.UnixEpoch };

        Assert.Equal(["a", "b", "c"], await server.Client().ListAsync(filter).Select(one => one.Reference).ToListAsync());

        const string query = "?status=mined&reference=order%204711&from=1970-01-01T00%3A00%3A00.0000000Z";
        Assert.Equal([query, $"{query}&cursor=last%20one", $"{query}&cursor=b"], server.Requests.Select(one => one.Request.RequestUri!.Query));
    }

    [Fact]
    public async Task Waiting_for_what_does_not_exist_is_a_problem()
    {
        Assert.Equal("not_found", (await Assert.ThrowsAsync<MsqProblemException>(() => msq.WaitForAsync(Guid.CreateVersion7()))).Problem.Code);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => msq.WaitForAsync(Guid.CreateVersion7(), TransactionStatus.Failed));
    }

    [Fact]
    public async Task An_application_gets_it_by_injection()
    {
        var services = new ServiceCollection();
        services.AddMsqClient(options => (options.BaseAddress, options.ApiKey) = (world.Address, "payments-key"));
        await using var provider = services.BuildServiceProvider();

        var accepted = await provider.GetRequiredService<MsqClient>().SendAsync(new DirectTransaction(ApiWorld.Target));

        Assert.Equal(accepted.TransactionId, await world.DatabaseAsync(db => db.Transactions.Select(row => row.CorrelationId).SingleAsync()));
    }

    [Fact]
    public async Task Wrong_options_stop_the_host_and_are_named()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMsqClient(options => options.BaseAddress = new Uri("/relative", UriKind.Relative));
        using var host = builder.Build();

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(2, problem.Failures.Count());
        Assert.Contains("BaseAddress must be an absolute http or https address", problem.Message, StringComparison.Ordinal);
        Assert.Contains("ApiKey must be given", problem.Message, StringComparison.Ordinal);
    }

    private static Func<HttpResponseMessage> Page(string? next, params string[] references)
    {
        var items = references.Select(reference => $$"""
            {"transactionId":"{{Guid.CreateVersion7()}}","client":"payments","type":"direct","status":"mined","pool":"local","to":"{{ApiWorld.Target}}","value":"0","speed":"average","reference":"{{reference}}",
            "createdAt":"2026-01-31T12:00:00Z","updatedAt":"2026-01-31T12:00:00Z"}
            """);
        return ScriptedServer.Answer(200, $$"""{"items":[{{string.Join(',', items)}}],"next":{{(next is null ? "null" : $"\"{next}\"")}}}""");
    }

    private MsqClient Client(string key) => new(http, new MsqClientOptions { BaseAddress = world.Address, ApiKey = key });
}
