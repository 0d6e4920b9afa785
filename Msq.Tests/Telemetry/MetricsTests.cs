using System.Text.RegularExpressions;
using Msq.Tests.EndToEnd;

namespace Msq.Tests.Telemetry;

/// <summary>What Prometheus gets of the three processes.</summary>
[Collection(RealStackCollection.Name)]
public sealed partial class MetricsTests(RealStack real)
{
    [Fact]
    public async Task Each_process_shows_what_it_does()
    {
        await real.Caller.EndAsync(await real.Caller.SubmitAsync(RelayCaller.FreshAddress(), "1"));

        var api = await Scrape.TakeAsync(real.Stack.Apis[0].Url);
        var dispatcher = await Scrape.TakeAsync(real.Stack.Dispatchers[0].Url);
        var tracker = await Scrape.UntilAsync(real.Stack.Trackers[0].Url, scrape => scrape.Value("msq_transactions_total", """outcome="confirmed" """) >= 1 && scrape.Has("msq_relayer_balance_wei"));

        Assert.True(api.Value("msq_transactions_accepted_total", """pool="local",type="direct" """) >= 1);
        Assert.True(api.Value("msq_idempotency_total", """result="new" """) >= 1);
        Assert.True(dispatcher.Value("msq_dispatch_outcomes_total", """outcome="accepted" """) >= 1);
        Assert.True(dispatcher.Value("msq_dispatch_post_duration_seconds_count", "") >= 1);
        Assert.True(tracker.Value("msq_stage_duration_seconds_count", """stage="mined" """) >= 1);
        Assert.Equal(0, tracker.Value("msq_alarms_total", """kind="executed_twice" """));
        Assert.True(tracker.Value("msq_chain_height", """pool="local" """) > 0);
        Assert.True(tracker.Value("msq_chain_head", """pool="local" """) >= tracker.Value("msq_chain_height", """pool="local" """));
        Assert.True(tracker.Value("messaging_masstransit_saga_duration_milliseconds_count", "") >= 1);
    }

    [Fact]
    public async Task No_label_grows_with_the_traffic()
    {
        await real.Caller.EndAsync(await real.Caller.SubmitAsync(RelayCaller.FreshAddress(), "1"));

        foreach (var process in real.Stack.Services)
            Assert.DoesNotMatch(Unbounded(), (await Scrape.TakeAsync(process.Url)).Text);
    }

    // Ids, addresses and hashes.
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-|0x[0-9a-fA-F]{40}")]
    private static partial Regex Unbounded();
}
