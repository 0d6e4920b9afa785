using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;
using Msq.Tests.Api;

namespace Msq.Tests.Facades;

/// <summary>What Defender's SDK meets where things do not go their usual way; how they do is tried with the SDK itself.</summary>
public sealed class DefenderTests : IAsyncLifetime
{
    private const string Call = """{"to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","value":"0x10","gasLimit":50000,"speed":"fast","gasPrice":1}""";
    private readonly ShiftedTime time = new();
    private ApiWorld world = null!;

    public async Task InitializeAsync() => world = await ApiWorld.StartAsync(time: time);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_key_pair_logs_in_and_a_wrong_one_is_forbidden()
    {
        var good = await PostAsync("/defender/auth/login", """{"apiKey":"payments-1","secretKey":"payments-key","type":"admin"}""", key: null);
        Assert.Equal((200, "payments-key"), (good.Status, good.Json.GetProperty("accessToken").GetString()));

        foreach (var (id, secret) in new[] { ("payments-2", "payments-key"), ("payments-1", "nobody's"), ("payments-lost", "revoked-key"), ("payments-old", "expired-key") })
            Assert.Equal(403, (await PostAsync("/defender/auth/login", $$"""{"apiKey":"{{id}}","secretKey":"{{secret}}","type":"relay"}""", key: null)).Status);
        // After 401 the SDK would log in again for ever.
        Assert.Equal(403, (await world.SendAsync(HttpMethod.Get, "/defender/relayers/self", null, "nobody's-key")).Status);
        Assert.Equal(403, (await PostAsync("/defender/relayers/self/sign", """{"message":"0x68"}""")).Status);
    }

    [Fact]
    public async Task The_same_body_at_once_or_again_within_the_window_is_one_transaction_and_another_one_after_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendSignedAsync(Call)));
        time.Shift(TimeSpan.FromSeconds(110));
        var late = await SendSignedAsync(Call);
        time.Shift(TimeSpan.FromSeconds(20));
        var after = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SendSignedAsync(Call)));
        var other = await SendSignedAsync(Call.Replace("50000", "50001", StringComparison.Ordinal));

        Assert.Single(answers.Append(late).Select(Id).Distinct());
        Assert.Single(after.Select(Id).Distinct());
        Assert.Equal(3, answers.Append(late).Concat(after).Append(other).Select(Id).Distinct().Count());
        Assert.Equal(3, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task An_idempotency_key_of_the_clients_own_wins()
    {
        var first = await SendSignedAsync(Call, ("Idempotency-Key", "a"));
        var second = await SendSignedAsync(Call, ("Idempotency-Key", "b"));
        Assert.NotEqual(Id(first), Id(second));
        Assert.Equal(Id(first), Id(await SendSignedAsync(Call, ("Idempotency-Key", "a"))));
    }

    [Fact]
    public async Task A_wrong_transaction_is_refused_the_same_each_time_and_nothing_is_accepted()
    {
        foreach (var body in new[] { """{"gasLimit":50000}""", """{"to":"nobody","gasLimit":50000}""", Call.Replace("0x10", "1.5", StringComparison.Ordinal), Call.Replace("50000", "20999", StringComparison.Ordinal) })
        {
            var (first, again) = (await PostAsync("/defender/relayers/self/txs", body), await PostAsync("/defender/relayers/self/txs", body));
            Assert.Equal((400, "validation", again.Body), (first.Status, first.Code, first.Body));
        }

        Assert.Equal(0, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task What_ends_before_it_is_signed_is_refused_with_its_reason()
    {
        var sending = PostAsync("/defender/relayers/self/txs", Call);
        await world.ChangeAsync(await SubmittedAsync(), row =>
        {
            (row.Status, row.CurrentState, row.ErrorCode, row.ErrorMessage) = (TransactionStatus.Failed, "Ended", ErrorCode.InsufficientFunds, "no ether");
        });
        var answer = await sending;
        Assert.Equal((400, "insufficient_funds"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_nobody_has_begun_to_send_is_replaced_where_it_stands()
    {
        var sending = PostAsync("/defender/relayers/self/txs", Call);
        var id = await SubmittedAsync();
        var replacing = world.SendAsync(HttpMethod.Put, $"/defender/relayers/self/txs/{id}", Call.Replace("0x10", "0x11", StringComparison.Ordinal), null, Bearer());
        await WaitAsync(id, row => row.Value == "17");
        await SignAsync(id);

        Assert.Equal($"{id}", Id(await sending));
        Assert.Equal(($"{id}", "0x11"), (Id(await replacing), (await replacing).Json.GetProperty("value").GetString()));
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task What_is_under_way_is_cancelled_and_its_place_is_taken_by_one_other_only()
    {
        var id = Guid.Parse(Id(await SendSignedAsync(Call)));
        await world.ChangeAsync(id, row => (row.Status, row.CurrentState, row.Attempt) = (TransactionStatus.Submitted, "Submitted", 1));
        var first = world.SendAsync(HttpMethod.Put, $"/defender/relayers/self/txs/{id}", Call.Replace("0x10", "0x12", StringComparison.Ordinal), null, Bearer());
        var next = await NextAsync(id);
        // Nothing has become of the first replacement yet: the second one changes it.
        var second = world.SendAsync(HttpMethod.Put, $"/defender/relayers/self/txs/{id}", Call.Replace("0x10", "0x13", StringComparison.Ordinal), null, Bearer());
        await WaitAsync(next, row => row.Value == "19");
        await SignAsync(next);

        Assert.Equal(($"{next}", $"{next}"), (Id(await first), Id(await second)));
        Assert.NotNull((await RowAsync(id)).CancelRequestedAt);
        Assert.Equal(2, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task What_was_executed_cannot_be_replaced()
    {
        var id = Guid.Parse(Id(await SendSignedAsync(Call)));
        await world.ChangeAsync(id, row => (row.Status, row.CurrentState, row.Attempt) = (TransactionStatus.Confirmed, "Ended", 1));
        var answer = await world.SendAsync(HttpMethod.Put, $"/defender/relayers/self/txs/{id}", Call.Replace("0x10", "0x12", StringComparison.Ordinal), null, Bearer());
        Assert.Equal((409, "already_mined"), (answer.Status, answer.Code));
        Assert.Equal(1, await world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task Another_clients_transactions_are_not_there()
    {
        var id = Id(await SendSignedAsync(Call));
        Assert.Equal(404, (await world.SendAsync(HttpMethod.Get, $"/defender/relayers/self/txs/{id}", null, null, Bearer("games-key"))).Status);
        Assert.Equal(404, (await world.SendAsync(HttpMethod.Delete, $"/defender/relayers/self/txs/{id}", null, null, Bearer("games-key"))).Status);
        Assert.Equal(404, (await world.SendAsync(HttpMethod.Get, $"/api/v1/relayers/local/transactions/{id}", null, "games-key")).Status);
    }

    [Fact]
    public async Task Faults_of_JSON_RPC_are_told_with_status_200()
    {
        foreach (var (body, code) in new[]
        {
            ("""{"jsonrpc":"2.0","id":7,"method":"eth_sendRawTransaction","params":["0x00"]}""", -32601),
            ("""{"jsonrpc":"2.0","id":7,"method":"eth_blockNumber","params":{}}""", -32600),
            ("""{"jsonrpc":"2.0","id":7,"method":"eth_sendTransaction","params":[{"to":"nobody"}]}""", -32602),
            // No node runs here.
            ("""{"jsonrpc":"2.0","id":7,"method":"eth_blockNumber","params":[]}""", -32000),
        })
        {
            var answer = await PostAsync("/defender/relayers/self/jsonrpc", body);
            Assert.Equal((200, 7, code), (answer.Status, answer.Json.GetProperty("id").GetInt32(), answer.Json.GetProperty("error").GetProperty("code").GetInt32()));
        }

        Assert.Equal(403, (await PostAsync("/defender/relayers/self/jsonrpc", "{}", "nobody's")).Status);
    }

    [Fact]
    public async Task A_pool_of_several_relayers_shows_itself_as_a_group()
    {
        await world.DatabaseAsync(async db =>
        {
            foreach (var id in new[] { "relayer-1", "relayer-2" })
                db.Relayers.Add(new RelayerRow { Id = id, Address = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8", Healthy = true, ObservedAt = DateTime.UnixEpoch });
            return await db.SaveChangesAsync();
        });
        var group = (await world.SendAsync(HttpMethod.Get, "/defender/relayers/self", null, null, Bearer())).Json;
        Assert.Equal(("local", 2, false), (group.GetProperty("relayerGroupId").GetString(), group.GetProperty("relayers").GetArrayLength(), group.TryGetProperty("address", out _)));
    }

    private static (string, string) Bearer(string key = "payments-key") => ("Authorization", $"Bearer {key}");

    private static string Id(Answer answer) => answer.Json.TryGetProperty("transactionId", out var id) ? id.GetString()! : throw new InvalidOperationException(answer.Body);

    private Task<Answer> PostAsync(string path, string body, string? key = "payments-key", params (string, string)[] headers) =>
        world.SendAsync(HttpMethod.Post, path, body, null, key is null ? headers : [Bearer(key), ("X-Api-Key", "payments-1"), .. headers]);

    // Sends, and plays the relayer that signs it.
    private async Task<Answer> SendSignedAsync(string body, params (string, string)[] headers)
    {
        var sending = PostAsync("/defender/relayers/self/txs", body, "payments-key", headers);
        while (!sending.IsCompleted)
        {
            foreach (var id in world.Sent.OfType<SubmitTransaction>().Select(message => message.TransactionId).Distinct())
                if ((await RowAsync(id)).Hash is null)
                    await SignAsync(id);
            await Task.WhenAny(sending, Task.Delay(20));
        }

        return await sending;
    }

    private Task<int> SignAsync(Guid id) => world.DatabaseAsync(db => db.Transactions.Where(x => x.CorrelationId == id).ExecuteUpdateAsync(
        x => x.SetProperty(row => row.Status, TransactionStatus.Mined).SetProperty(row => row.CurrentState, "Mined").SetProperty(row => row.Nonce, (ulong?)5)
            .SetProperty(row => row.Hash, "0x" + new string('a', 64)).SetProperty(row => row.From, "0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
            .SetProperty(row => row.Version, row => row.Version + 1)));

    private async Task<Guid> SubmittedAsync()
    {
        await ApiWorld.UntilAsync(() => world.Sent.OfType<SubmitTransaction>().Any());
        return world.Sent.OfType<SubmitTransaction>().Last().TransactionId;
    }

    private async Task<Guid> NextAsync(Guid replaced)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await world.DatabaseAsync(db => db.Transactions.AsNoTracking().SingleOrDefaultAsync(x => x.Replaces == replaced)) is { } next)
                return next.CorrelationId;
            await Task.Delay(20, deadline.Token);
        }
    }

    private async Task WaitAsync(Guid id, Func<Transaction, bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition(await RowAsync(id)))
            await Task.Delay(20, deadline.Token);
    }

    private Task<Transaction> RowAsync(Guid id) => world.DatabaseAsync(db => db.Transactions.AsNoTracking().SingleAsync(x => x.CorrelationId == id));

    private sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan shift;

        public void Shift(TimeSpan more) => shift += more;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
