using System.Text;
using Msq.Sdk;

namespace Msq.Tests.Sdk;

/// <summary>How the client learns of changes: by the server's events if there are any, else by asking.</summary>
public sealed class FollowingTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Fact]
    public async Task It_asks_once_for_each_event_that_it_does_not_know_yet()
    {
        using var server = new ScriptedServer(
            State("queued"), Events("queued", "dispatching", "dispatching", "confirmed"), State("dispatching", "queued"), State("confirmed", "queued", "dispatching"));

        var seen = await server.Client().FollowAsync(Id).ToListAsync();

        Assert.Equal([TransactionStatus.Queued, TransactionStatus.Dispatching, TransactionStatus.Confirmed], seen.Select(one => one.Status));
        Assert.EndsWith($"{Id}/events", server.Requests[1].Request.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.All(server.Requests, one => Assert.Equal("", one.Request.RequestUri!.Query));
    }

    [Fact]
    public async Task A_server_without_events_is_asked_to_hold_its_answer()
    {
        using var server = new ScriptedServer(State("queued"), ScriptedServer.Problem(404, "not_found"), ScriptedServer.Answer(304, ""), State("confirmed", "queued"));

        var end = await server.PassAsync(server.Client().WaitForAsync(Id));

        Assert.Equal(TransactionStatus.Confirmed, end.Status);
        Assert.All(server.Requests.Skip(2), one => Assert.Equal(("?wait=25", "\"queued\""), (one.Request.RequestUri!.Query, one.Request.Headers.IfNoneMatch.Single().Tag)));
    }

    [Fact]
    public async Task When_the_events_end_early_the_rest_is_asked_for()
    {
        using var server = new ScriptedServer(State("queued"), Events("queued", "dispatching"), State("dispatching", "queued"), State("confirmed", "queued", "dispatching"));

        Assert.Equal(TransactionStatus.Confirmed, (await server.Client().WaitForAsync(Id)).Status);
        Assert.Equal("?wait=25", server.Requests[^1].Request.RequestUri!.Query);
    }

    [Fact]
    public async Task Events_that_a_proxy_holds_back_are_not_waited_for()
    {
        using var server = new ScriptedServer(State("queued"), Stream(new SilentStream()), State("confirmed", "queued"));

        Assert.Equal(TransactionStatus.Confirmed, (await server.PassAsync(server.Client().WaitForAsync(Id))).Status);
        Assert.Equal("?wait=25", server.Requests[^1].Request.RequestUri!.Query);
    }

    // A state that is tagged with its status.
    private static Func<HttpResponseMessage> State(string status, params string[] before) => () =>
    {
        var lines = string.Join(',', before.Append(status).Select(Line));
        var answer = ScriptedServer.Answer(200, $$"""
            {"transactionId":"{{Id}}","type":"direct","status":"{{status}}","pool":"local","to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","value":"0","data":"0x","speed":"average",
            "createdAt":"2026-01-31T12:00:00Z","updatedAt":"2026-01-31T12:00:00Z","timeline":[{{lines}}]}
            """)();
        answer.Headers.ETag = new($"\"{status}\"");
        return answer;
    };

    private static Func<HttpResponseMessage> Events(params string[] statuses) =>
        Stream(new MemoryStream(Encoding.UTF8.GetBytes(": open\n\n" + string.Concat(statuses.Select((status, index) => $"id: {index}\ndata: {Line(status)}\n\n")))));

    private static Func<HttpResponseMessage> Stream(Stream stream) => () =>
        new HttpResponseMessage { Content = new StreamContent(stream) { Headers = { ContentType = new("text/event-stream") } } };

    private static string Line(string status) => $$"""{"at":"2026-01-31T12:00:00Z","status":"{{status}}","event":"{{status}}","detail":null}""";

    // Says nothing until it is closed.
    private sealed class SilentStream : MemoryStream
    {
        private readonly TaskCompletionSource<int> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(closed.Task);

        protected override void Dispose(bool disposing)
        {
            closed.TrySetException(new IOException("closed"));
            base.Dispose(disposing);
        }
    }
}
