using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Msq.Tests.Callbacks;
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
    public async Task What_clients_are_told_is_counted_with_how_late_it_came_and_which_addresses_are_gone()
    {
        const string Endpoint = """client="development",endpoint="laptop" """;
        var tracker = real.Stack.Trackers[0].Url;
        await using var receiver = new CallbackReceiver(TimeProvider.System);
        await receiver.StartAsync();

        await real.Caller.EndAsync(await real.Caller.SubmitToldAsync(receiver.Url));
        var told = await Scrape.UntilAsync(tracker, scrape => scrape.Value("msq_webhook_deliveries_total", """endpoint="laptop",outcome="delivered" """) >= 2);
        Assert.True(told.Value("msq_webhook_delivery_lag_seconds_count", Endpoint) >= 2);
        var disabled = told.Value("msq_webhook_endpoints_disabled", Endpoint);

        receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await real.Caller.EndAsync(await real.Caller.SubmitToldAsync(receiver.Url));
        await Scrape.UntilAsync(tracker, scrape => scrape.Value("msq_webhook_deliveries_total", """endpoint="laptop",outcome="retried" """) >= 1
            && scrape.Value("msq_webhook_pending", Endpoint) >= 1 && scrape.Value("msq_webhook_oldest_pending_timestamp_seconds", Endpoint) < TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

        receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return Task.CompletedTask;
        };
        await Scrape.UntilAsync(tracker, scrape => scrape.Value("msq_webhook_deliveries_total", """endpoint="laptop",outcome="gone" """) >= 1
            && scrape.Value("msq_webhook_endpoints_disabled", Endpoint) == disabled + 1);
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
