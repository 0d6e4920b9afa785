using System.Diagnostics;
using Msq.Tests.Callbacks;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Telemetry;

/// <summary>What a collector gets of the real stack, and what becomes of transactions when it is away.</summary>
[Collection(RealStackCollection.Name)]
public sealed class TraceTests(RealStack real)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_transaction_is_one_trace_from_the_request_over_every_process_to_its_end_on_the_chain()
    {
        var (id, trace) = await SubmitTracedAsync();
        await real.Caller.EndAsync(id);

        var spans = await WaitAsync(trace, spans => spans.Any(IsConfirmed));

        Assert.Contains(spans, span => span.Service == "Msq.Api" && span.Attributes.GetValueOrDefault("http.route") == "/api/v1/relay/direct");
        Assert.Contains(spans, span => span.Service == "Msq.StatusTracker" && span.Attributes.GetValueOrDefault("msq.status") == "dispatching");
        Assert.Contains(spans, span => span.Service == "Msq.Dispatcher" && span.Attributes.GetValueOrDefault("url.full", "").EndsWith("/transactions", StringComparison.Ordinal));
        Assert.Contains(spans, IsConfirmed);
        Assert.All(spans.Where(span => span.Attributes.ContainsKey("msq.transaction_id")), span => Assert.Equal($"{id}", span.Attributes["msq.transaction_id"]));
    }

    [Fact]
    public async Task What_a_client_is_told_is_in_the_trace_of_the_transaction_and_the_client_is_not_given_the_trace()
    {
        await using var receiver = new CallbackReceiver(TimeProvider.System);
        await receiver.StartAsync();

        var (id, trace) = await TracedAsync(() => real.Caller.SubmitToldAsync(receiver.Url));
        await real.Caller.EndAsync(id);

        var spans = await WaitAsync(trace, spans => spans.Any(span => span.Name == "callback" && span.Attributes.GetValueOrDefault("msq.event") == "transaction.confirmed"));
        Assert.All(spans.Where(span => span.Name == "callback"), span => Assert.Equal(
            ("Msq.StatusTracker", $"{id}", "development", "laptop"),
            (span.Service, span.Attributes["msq.transaction_id"], span.Attributes["msq.client"], span.Attributes["msq.endpoint"])));
        Assert.All(receiver.Taken, callback => Assert.DoesNotContain("traceparent", callback.Headers.Keys));
    }

    [Fact]
    public async Task Without_a_receiver_transactions_go_on_and_with_one_again_they_are_traced_again()
    {
        await real.Telemetry.DisposeAsync();
        try
        {
            Assert.Equal("confirmed", (await real.Caller.EndAsync(await real.Caller.SubmitAsync(RelayCaller.FreshAddress(), "3"))).GetProperty("status").GetString());
        }
        finally
        {
            await real.Telemetry.StartAsync();
        }

        var (id, trace) = await SubmitTracedAsync();
        await real.Caller.EndAsync(id);
        Assert.Contains(await WaitAsync(trace, spans => spans.Any(IsConfirmed)), IsConfirmed);
    }

    private static bool IsConfirmed(ReceivedSpan span) =>
        span is { Service: "Msq.StatusTracker", Name: "transaction" } && span.Attributes.GetValueOrDefault("msq.status") == "confirmed";

    private Task<(Guid Id, string Trace)> SubmitTracedAsync() => TracedAsync(() => real.Caller.SubmitAsync(RelayCaller.FreshAddress(), "2"));

    private static async Task<(Guid Id, string Trace)> TracedAsync(Func<Task<Guid>> submit)
    {
        using var caller = new Activity("client").Start();
        caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        return (await submit(), caller.TraceId.ToHexString());
    }

    // Until the trace has what is asked for and no hole: every span's parent is in it, or is the caller's.
    private async Task<IReadOnlyList<ReceivedSpan>> WaitAsync(string trace, Func<IReadOnlyList<ReceivedSpan>, bool> isWhole)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var spans = real.Telemetry.Spans.Where(span => span.TraceId == trace).ToList();
            var known = spans.Select(span => span.Id).ToHashSet();
            var strangers = spans.Where(span => !known.Contains(span.ParentId)).ToList();
            if (isWhole(spans) && strangers.Count == 1)
                return spans;
            if (clock.Elapsed > Deadline)
                throw new TimeoutException(string.Join('\n', spans.Select(span => $"{span.ParentId} > {span.Id} {span.Service} {span.Name} {span.Attributes.GetValueOrDefault("msq.status")}")));
            await Task.Delay(200);
        }
    }
}
