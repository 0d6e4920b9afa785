using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Msq.Storage.Transactions;

namespace Msq.Tests.Api;

public sealed class EventTests
{
    [Fact]
    public async Task Each_line_of_the_timeline_is_an_event_as_it_is_written_and_the_stream_ends_with_the_transaction()
    {
        await using var world = await ApiWorld.StartAsync();
        var id = await world.SubmittedAsync();
        await using var events = await EventReader.OpenAsync(world, id);

        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType?.MediaType);
        var seen = new List<(string Id, string Event, string Data)?> { await events.NextAsync() };
        await WriteAsync(world, id, TransactionStatus.Dispatching, "attempt_opened");
        seen.Add(await events.NextAsync());
        await WriteAsync(world, id, TransactionStatus.Confirmed, "mined", "confirmed");
        seen.Add(await events.NextAsync());
        seen.Add(await events.NextAsync());

        Assert.Null(await events.NextAsync());
        Assert.Equal(["accepted", "attempt_opened", "mined", "confirmed"], seen.Select(one => one?.Event));
        var ids = await world.DatabaseAsync(db => db.TransactionEvents.Where(line => line.TransactionId == id).OrderBy(line => line.Id).Select(line => line.Id).ToListAsync());
        Assert.Equal(ids.Select(line => line.ToString(CultureInfo.InvariantCulture)), seen.Select(one => one?.Id));
        var timeline = (await world.GetAsync($"/api/v1/relay/transactions/{id}")).Json.GetProperty("timeline").EnumerateArray();
        Assert.Equal(timeline.Select(line => line.GetRawText()), seen.Select(one => one?.Data));
    }

    [Fact]
    public async Task Who_comes_back_goes_on_behind_his_last_event_in_another_process_too()
    {
        await using var world = await ApiWorld.StartAsync();
        var id = await world.SubmittedAsync();
        string last;
        await using (var events = await EventReader.OpenAsync(world, id))
            last = (await events.NextAsync())!.Value.Id;
        await WriteAsync(world, id, TransactionStatus.Dispatching, "attempt_opened", "attempt_claimed");

        await using var other = await ApiWorld.StartAsync(sqlite: world.Sqlite);
        await using var again = await EventReader.OpenAsync(other, id, last);
        var seen = new List<(string Id, string Event, string Data)?> { await again.NextAsync(), await again.NextAsync() };
        await WriteAsync(world, id, TransactionStatus.Submitted, "accepted_by_relayer");
        seen.Add(await again.NextAsync());

        Assert.Equal(["attempt_opened", "attempt_claimed", "accepted_by_relayer"], seen.Select(one => one?.Event));
    }

    [Fact]
    public async Task What_is_over_and_told_to_the_end_has_no_content()
    {
        await using var world = await ApiWorld.StartAsync();
        var id = await world.SubmittedAsync();
        await WriteAsync(world, id, TransactionStatus.Expired, "expired");

        await using var first = await EventReader.OpenAsync(world, id);
        var (start, end) = (await first.NextAsync(), await first.NextAsync());
        Assert.Null(await first.NextAsync());
        await using var rest = await EventReader.OpenAsync(world, id, start?.Id);
        Assert.Equal(end, await rest.NextAsync());
        Assert.Null(await rest.NextAsync());
        await using var nothing = await EventReader.OpenAsync(world, id, end?.Id);
        Assert.Equal(204, (int)nothing.Response.StatusCode);
    }

    [Fact]
    public async Task A_silent_stream_is_kept_open_by_comments()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var world = await ApiWorld.StartAsync(time: time);
        var id = await world.SubmittedAsync();
        using var http = world.Client();
        using var response = await http.GetAsync($"/api/v1/relay/transactions/{id}/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        // With the headers, and then each time that the interval is over.
        Assert.Equal(": open", await reader.ReadLineAsync());
        while (await reader.ReadLineAsync() is not { Length: > 0 } line || !line.StartsWith("data:", StringComparison.Ordinal))
            continue;
        var next = ReadCommentAsync(reader);
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(next, Task.Delay(50));
        }

        Assert.Equal(": open", await next);
    }

    [Fact]
    public async Task When_the_process_stops_the_stream_ends_as_it_should()
    {
        var world = await ApiWorld.StartAsync();
        var id = await world.SubmittedAsync();
        await using var events = await EventReader.OpenAsync(world, id);
        await events.NextAsync();
        var end = events.NextAsync();

        await world.DisposeAsync();

        Assert.Null(await end);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public async Task A_last_event_that_is_none_is_refused(string last)
    {
        await using var world = await ApiWorld.StartAsync();
        var answer = await world.GetAsync($"/api/v1/relay/transactions/{await world.SubmittedAsync()}/events", headers: ("Last-Event-ID", last));
        Assert.Equal(["Last-Event-ID"], answer.IsProblem(400, "validation").ErrorFields);
    }

    [Fact]
    public async Task Another_clients_transaction_has_no_events()
    {
        await using var world = await ApiWorld.StartAsync();
        var id = await world.SubmittedAsync();
        (await world.GetAsync($"/api/v1/relay/transactions/{id}/events", key: "games-key")).IsProblem(404, "not_found");
        (await world.GetAsync($"/api/v1/relay/transactions/{Guid.CreateVersion7()}/events")).IsProblem(404, "not_found");
    }

    private static async Task<string?> ReadCommentAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(':'))
                return line;
        }

        return null;
    }

    private static Task WriteAsync(ApiWorld world, Guid id, string status, params string[] events) => world.ChangeAsync(id, row =>
    {
        row.Status = status;
        foreach (var one in events)
            row.Tell(row.CreatedAt, one);
    });
}
