using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Msq.Storage;
using Msq.Storage.Chain;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

public sealed class StatusTests : IAsyncLifetime
{
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData("status")]
    [InlineData("transactions")]
    public async Task A_new_transaction_shows_what_is_known_and_null_for_the_rest(string path)
    {
        var id = (await _world.SubmitAsync($$"""
            {"to":"{{ApiWorld.Target.ToLowerInvariant()}}","value":"115792089237316195423570985008687907853269984665640564039457584007913129639935","reference":"r"}
            """)).Json.GetProperty("transactionId").GetGuid();

        var json = (await _world.GetAsync($"/api/v1/relay/{path}/{id}")).Json;

        Assert.Equal(
            ["transactionId", "type", "status", "transactionHash", "pool", "relayer", "from", "to", "value", "data", "gasLimit", "speed", "nonce", "blockNumber",
                "gasUsed", "effectiveGasPrice", "confirmations", "reference", "forward", "unresolved", "createdAt", "updatedAt", "confirmedAt", "validUntil", "error", "timeline"],
            json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            ["transactionHash", "relayer", "from", "gasLimit", "nonce", "blockNumber", "gasUsed", "effectiveGasPrice", "confirmations", "forward", "unresolved", "confirmedAt",
                "validUntil", "error"],
            json.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Null).Select(field => field.Name));
        Assert.Equal(ApiWorld.Target, json.GetProperty("to").GetString());
        Assert.Equal("115792089237316195423570985008687907853269984665640564039457584007913129639935", json.GetProperty("value").GetString());
        Assert.Equal(("direct", "queued", "local", "0x", "average", "r"), (Text(json, "type"), Text(json, "status"), Text(json, "pool"), Text(json, "data"), Text(json, "speed"), Text(json, "reference")));
        var accepted = json.GetProperty("timeline").EnumerateArray().Single();
        Assert.Equal(("accepted", "queued", Text(json, "createdAt")), (Text(accepted, "event"), Text(accepted, "status"), Text(accepted, "at")));
    }

    [Fact]
    public async Task An_end_shows_its_error_and_its_numbers()
    {
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row =>
        {
            row.Status = TransactionStatus.Failed;
            row.Attempt = 1;
            row.Relayer = "relayer-1";
            row.From = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
            row.Nonce = 7;
            row.BlockNumber = 90;
            row.GasUsed = 21_000;
            row.EffectiveGasPrice = "1000000007";
            row.Confirmations = 2;
            row.ErrorCode = "reverted";
            row.ErrorMessage = "It reverted.";
            row.RevertReason = "no";
            row.Unresolved = "why";
            row.Tell(row.CreatedAt, "reverted", "no");
        });

        var json = (await _world.GetAsync($"/api/v1/relay/status/{id}")).Json;

        Assert.Equal("""{"code":"reverted","message":"It reverted.","revertReason":"no"}""", json.GetProperty("error").GetRawText());
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", Text(json, "from"));
        Assert.Equal((7, 90, 21_000, 2), (json.GetProperty("nonce").GetInt32(), json.GetProperty("blockNumber").GetInt32(), json.GetProperty("gasUsed").GetInt32(), json.GetProperty("confirmations").GetInt32()));
        Assert.Equal(("relayer-1", "1000000007", "why"), (Text(json, "relayer"), Text(json, "effectiveGasPrice"), Text(json, "unresolved")));
        Assert.Equal(["accepted", "reverted"], json.GetProperty("timeline").EnumerateArray().Select(entry => Text(entry, "event")));
    }

    [Fact]
    public async Task While_it_is_mined_confirmations_follow_the_chain_and_so_does_the_ETag()
    {
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row => (row.Status, row.BlockNumber) = (TransactionStatus.Mined, 90));
        var tags = new HashSet<string?>();
        foreach (var (height, confirmations) in new[] { (89UL, 0), (90UL, 1), (94UL, 5) })
        {
            await _world.DatabaseAsync(async db =>
            {
                var cursor = await db.ChainCursors.FindAsync(31337UL) ?? db.Add(new ChainCursor { ChainId = 31337, BlockHash = "0x" }).Entity;
                cursor.Height = height;
                return await db.SaveChangesAsync();
            });
            var answer = await _world.GetAsync($"/api/v1/relay/status/{id}");
            Assert.Equal(confirmations, answer.Json.GetProperty("confirmations").GetInt32());
            Assert.True(tags.Add(answer.Header("ETag")));
        }
    }

    [Fact]
    public async Task Who_has_the_newest_answer_gets_304_until_something_changes()
    {
        var id = await _world.SubmittedAsync();
        var path = $"/api/v1/relay/status/{id}";
        var tag = (await _world.GetAsync(path)).Header("ETag")!;

        foreach (var known in new[] { tag, $"W/{tag}", $"\"x\", {tag}", "*" })
        {
            var same = await _world.GetAsync(path, headers: ("If-None-Match", known));
            Assert.Equal((304, "", tag), (same.Status, same.Body, same.Header("ETag")));
        }

        await _world.ChangeAsync(id, row => row.Unresolved = "hm");
        var changed = await _world.GetAsync(path, headers: ("If-None-Match", tag));
        Assert.Equal(200, changed.Status);
        Assert.NotEqual(tag, changed.Header("ETag"));
    }

    [Fact]
    public async Task A_wait_ends_when_the_status_changes_also_when_nobody_announces_it()
    {
        var id = await _world.SubmittedAsync();
        var waiting = _world.GetAsync($"/api/v1/relay/status/{id}?wait=50");

        // Changed again until it is seen: the request may have begun after a change.
        foreach (var status in new[] { "dispatching", "submitted", "mined" })
        {
            await _world.ChangeAsync(id, row => row.Status = status);
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(5)));
            if (waiting.IsCompleted)
                break;
        }

        Assert.NotEqual("queued", Text((await waiting.WaitAsync(TimeSpan.Zero)).Json, "status"));
    }

    [Fact]
    public async Task An_announcement_ends_a_wait_before_the_next_look()
    {
        var id = await _world.SubmittedAsync();
        var path = $"/api/v1/relay/status/{id}";
        var tag = (await _world.GetAsync(path)).Header("ETag")!;
        var waiting = _world.GetAsync($"{path}?wait=50", headers: ("If-None-Match", tag));
        await _world.ChangeAsync(id, row => row.Hash = "0x12");
        // Announced until it is heard: the request may not be listening yet.
        while (!waiting.IsCompleted)
        {
            _world.Services.GetRequiredService<IStatusFeed>().Announce(id);
            await Task.WhenAny(waiting, Task.Delay(10));
        }

        var answer = await waiting;
        Assert.Equal((200, "0x12", "queued"), (answer.Status, Text(answer.Json, "transactionHash"), Text(answer.Json, "status")));
    }

    [Fact]
    public async Task A_wait_without_news_answers_when_its_time_is_over()
    {
        var id = await _world.SubmittedAsync();
        var tag = (await _world.GetAsync($"/api/v1/relay/status/{id}")).Header("ETag")!;
        var started = Stopwatch.GetTimestamp();

        Assert.Equal(304, (await _world.GetAsync($"/api/v1/relay/status/{id}?wait=1", headers: ("If-None-Match", tag))).Status);
        Assert.Equal("queued", Text((await _world.GetAsync($"/api/v1/relay/status/{id}?wait=1")).Json, "status"));

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.9, 15);
    }

    [Fact]
    public async Task An_end_is_not_waited_for()
    {
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row => row.Status = TransactionStatus.Expired);

        var answer = await _world.GetAsync($"/api/v1/relay/status/{id}?wait=50").WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("expired", Text(answer.Json, "status"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("soon")]
    public async Task A_bad_wait_is_refused(string wait)
    {
        var id = await _world.SubmittedAsync();
        Assert.Equal(["wait"], (await _world.GetAsync($"/api/v1/relay/status/{id}?wait={wait}")).IsProblem(400, "validation").ErrorFields);
    }

    [Theory]
    [InlineData("0190c3a0-0000-7000-8000-000000000000")]
    [InlineData("nonsense")]
    [InlineData("%20")]
    public async Task An_unknown_transaction_is_404(string id) =>
        (await _world.GetAsync($"/api/v1/relay/status/{id}")).IsProblem(404, "not_found");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
