using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Msq.Storage.Chain;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

public sealed class ListTests : IAsyncLifetime
{
    private const string Path = "/api/v1/relay/transactions";
    private static readonly DateTime Start = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_client_lists_its_own_newest_first_and_an_admin_everybodys()
    {
        await AddAsync(Row(1), Row(2, client: "games"), Row(3));

        Assert.Equal([3, 1], await ValuesAsync("", "payments-key"));
        Assert.Equal([2], await ValuesAsync("", "games-key"));
        Assert.Empty(await ValuesAsync("", "reader-key"));
        Assert.Equal([3, 2, 1], await ValuesAsync("", "admin-key"));
        Assert.Equal([2], await ValuesAsync("?client=games", "admin-key"));
    }

    [Fact]
    public async Task Pages_hold_each_transaction_once_while_new_ones_come_in()
    {
        await AddAsync([.. Enumerable.Range(1, 7).Select(value => Row(value))]);
        var seen = new List<int>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = (await _world.GetAsync($"{Path}?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Json;
            seen.AddRange(Values(page));
            cursor = page.GetProperty("next").GetString();
            await AddAsync(Row(100 + pages));
            pages++;
        }
        while (cursor is not null);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
        Assert.Equal(3, pages);
    }

    [Theory]
    [InlineData("?status=failed", "payments-key", 5, 4)]
    [InlineData("?status=expired", "payments-key")]
    [InlineData("?type=gasless", "payments-key", 6, 4)]
    [InlineData("?reference=order-1", "payments-key", 3, 1)]
    [InlineData("?reference=ORDER-1", "payments-key")]
    [InlineData("?status=failed&type=gasless", "payments-key", 4)]
    [InlineData("?status=queued&reference=order-1", "payments-key", 3)]
    [InlineData("?status=queued&reference=order-1&type=gasless", "payments-key")]
    [InlineData("?from=2026-03-01T12:00:05Z", "payments-key", 6, 5)]
    [InlineData("?to=2026-03-01T12:00:03Z", "payments-key", 1)]
    [InlineData("?from=2026-03-01T14:00:03%2B02:00&to=2026-03-01T12:00:06Z&status=failed", "payments-key", 5, 4)]
    [InlineData("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.999999Z&type=direct", "payments-key", 5, 3, 1)]
    [InlineData("?status=failed", "admin-key", 5, 4, 2)]
    [InlineData("?reference=order-1", "admin-key", 3, 2, 1)]
    [InlineData("?type=gasless&client=payments&status=failed&reference=order-2", "admin-key", 4)]
    public async Task Filters_are_all_met_at_once(string filters, string key, params int[] values)
    {
        await AddAsync(
            Row(1, TransactionStatus.Confirmed, reference: "order-1"),
            Row(2, TransactionStatus.Failed, client: "games", reference: "order-1"),
            Row(3, reference: "order-1"),
            Row(4, TransactionStatus.Failed, type: TransactionType.Gasless, reference: "order-2"),
            Row(5, TransactionStatus.Failed),
            Row(6, type: TransactionType.Gasless));

        Assert.Equal(values, await ValuesAsync(filters, key));
    }

    [Fact]
    public async Task Times_count_to_the_microsecond_from_inclusive_to_exclusive()
    {
        await AddAsync(Row(1, at: Start), Row(2, at: Start.AddMicroseconds(1)), Row(3, at: Start.AddMilliseconds(1)));

        Assert.Equal([3, 2], await ValuesAsync("?from=2026-03-01T12:00:00.000001Z"));
        Assert.Equal([1], await ValuesAsync("?to=2026-03-01T12:00:00.000001Z"));
        Assert.Equal([2], await ValuesAsync("?from=2026-03-01T12:00:00.000001Z&to=2026-03-01T12:00:00.001Z"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_filter_is_said_by_its_name()
    {
        var answer = await _world.GetAsync($"{Path}?status=done&type=odd&reference=&from=yesterday&to=2026-03-01&client=games&cursor=7&limit=201&stauts=failed");

        answer.IsProblem(400, "validation");
        Assert.Equal(["client", "cursor", "from", "limit", "reference", "status", "stauts", "to", "type"], answer.ErrorFields.Order());
        Assert.Equal(["status"], (await _world.GetAsync($"{Path}?status=failed&status=expired")).IsProblem(400, "validation").ErrorFields);
        Assert.Equal(["to"], (await _world.GetAsync($"{Path}?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z")).IsProblem(400, "validation").ErrorFields);
        Assert.Equal(["reference"], (await _world.GetAsync($"{Path}?reference={new string('r', 256)}")).IsProblem(400, "validation").ErrorFields);
    }

    [Fact]
    public async Task An_item_is_what_the_transaction_shows_without_calldata_and_timeline()
    {
        var row = Row(7, TransactionStatus.Mined, reference: "r");
        (row.Attempt, row.Relayer, row.From, row.Nonce, row.BlockNumber, row.Hash) = (1, "relayer-1", "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", 7, 90, "0x12");
        await AddAsync(row);
        await _world.DatabaseAsync(db =>
        {
            db.ChainCursors.Add(new ChainCursor { ChainId = 31337, Height = 94, BlockHash = "0x" });
            return db.SaveChangesAsync();
        });

        var item = (await _world.GetAsync(Path)).Json.GetProperty("items")[0];

        var shown = (await _world.GetAsync($"{Path}/{row.CorrelationId}")).Json.EnumerateObject().Where(field => field.Name is not ("data" or "timeline")).ToList();
        Assert.Equal(shown.Select(field => $"{field}"), item.EnumerateObject().Where(field => field.Name != "client").Select(field => $"{field}"));
        Assert.Equal((5, "payments"), (item.GetProperty("confirmations").GetInt32(), item.GetProperty("client").GetString()));
    }

    [Fact]
    public async Task What_is_rare_in_a_long_history_is_looked_for_in_steps_and_an_export_finds_all_of_it()
    {
        const int count = 2100;
        await AddAsync([Row(0, type: TransactionType.Gasless), .. Enumerable.Range(1, count).Select(value => Row(value))]);

        var first = (await _world.GetAsync($"{Path}?type=gasless")).Json;
        Assert.Empty(Values(first));
        var second = (await _world.GetAsync($"{Path}?type=gasless&cursor={first.GetProperty("next").GetString()}")).Json;
        Assert.Equal([0], Values(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);

        var rare = await _world.GetAsync($"{Path}?type=gasless", headers: ("Accept", "application/x-ndjson"));
        Assert.Equal("0", Assert.Single(Lines(rare)).GetProperty("value").GetString());
        var all = await _world.GetAsync(Path, headers: ("Accept", "application/x-ndjson"));
        Assert.Equal(Enumerable.Range(0, count + 1).Reverse(), Lines(all).Select(line => int.Parse(line.GetProperty("value").GetString()!, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/html, */*;q=0.1", "application/json")]
    [InlineData("text/csv;q=0.5, application/json", "application/json")]
    [InlineData("application/json;q=0.2, text/csv", "text/csv")]
    [InlineData("text/csv;q=0", "application/json")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    public async Task The_format_is_the_one_that_the_client_would_rather_have(string accept, string type)
    {
        await AddAsync(Row(1));
        var answer = await _world.GetAsync(Path, headers: ("Accept", accept));
        Assert.Equal((200, type, "Accept"), (answer.Status, answer.Response.Content.Headers.ContentType?.MediaType, answer.Header("Vary")));
    }

    [Fact]
    public async Task In_an_NDJSON_export_each_line_is_an_item()
    {
        await AddAsync(Row(1), Row(2, reference: "a\"b\nc"));
        var export = await _world.GetAsync(Path, headers: ("Accept", "application/x-ndjson"));

        var items = (await _world.GetAsync(Path)).Json.GetProperty("items").EnumerateArray().Select(item => item.GetRawText());
        Assert.Equal(string.Concat(items.Select(item => item + "\n")), export.Body);
        Assert.Equal("", (await _world.GetAsync($"{Path}?status=expired", headers: ("Accept", "application/x-ndjson"))).Body);
        Assert.Equal(["limit"], (await _world.GetAsync($"{Path}?limit=5", headers: ("Accept", "application/x-ndjson"))).IsProblem(400, "validation").ErrorFields);
    }

    [Fact]
    public async Task A_CSV_export_comes_back_as_it_was_and_is_no_formula()
    {
        var failed = Row(2, TransactionStatus.Failed, reference: "a, \"b\"\r\nc");
        (failed.ErrorCode, failed.ErrorMessage, failed.RevertReason) = ("reverted", "It reverted.", "+1");
        await AddAsync(Row(1, reference: "=HYPERLINK(\"http://evil\")"), failed);

        var export = await _world.GetAsync(Path, headers: ("Accept", "text/csv"));

        using var csv = new CsvReader(new StringReader(export.Body), CultureInfo.InvariantCulture);
        var lines = csv.GetRecords<dynamic>().Select(line => (IDictionary<string, object>)line).ToList();
        var items = (await _world.GetAsync(Path)).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("transactionId,client,type,status,", export.Body[..33]);
        Assert.Equal(["a, \"b\"\r\nc", "'=HYPERLINK(\"http://evil\")"], lines.Select(line => line["reference"]));
        Assert.Equal(["'+1", ""], lines.Select(line => line["revertReason"]));
        foreach (var name in new[] { "transactionId", "client", "status", "value", "to", "createdAt", "updatedAt" })
            Assert.Equal(items.Select(item => item.GetProperty(name).GetString()), lines.Select(line => (string)line[name]));
        Assert.All(export.Body.Split("\r\n")[..^1], line => Assert.NotEqual("", line));
    }

    private static Transaction Row(
        int value, string status = TransactionStatus.Queued, string type = TransactionType.Direct, string client = "payments", string? reference = null, DateTime? at = null)
    {
        var created = at ?? Start.AddSeconds(value);
        return new Transaction
        {
            CorrelationId = Guid.CreateVersion7(created),
            Version = 1,
            Status = status,
            Client = client,
            RequestHash = new byte[32],
            Type = type,
            Pool = "local",
            ChainId = 31337,
            To = ApiWorld.Target.ToLowerInvariant(),
            Value = value.ToString(CultureInfo.InvariantCulture),
            Data = "0x",
            Speed = "average",
            Reference = reference,
            CreatedAt = created,
            UpdatedAt = created.AddMicroseconds(5),
        };
    }

    private Task<int> AddAsync(params Transaction[] rows) => _world.DatabaseAsync(db =>
    {
        db.Transactions.AddRange(rows);
        return db.SaveChangesAsync();
    });

    private async Task<IReadOnlyList<int>> ValuesAsync(string filters, string key = "payments-key")
    {
        var answer = await _world.GetAsync($"{Path}{filters}", key);
        Assert.Equal(200, answer.Status);
        return Values(answer.Json);
    }

    private static List<int> Values(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => int.Parse(item.GetProperty("value").GetString()!, CultureInfo.InvariantCulture))];

    private static IReadOnlyList<JsonElement> Lines(Answer export) =>
        [.. export.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
