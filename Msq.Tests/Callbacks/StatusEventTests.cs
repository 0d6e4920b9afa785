using Msq.Ethereum.Values;
using Msq.Tests.Tracker;

namespace Msq.Tests.Callbacks;

/// <summary>What happens to a transaction on its way is told to its client, in the database transaction in which it happens.</summary>
public sealed class StatusEventTests
{
    [Fact]
    public async Task A_transaction_tells_its_client_of_every_status_on_its_way_and_of_its_error()
    {
        await using var receiver = new CallbackReceiver(TimeProvider.System);
        await receiver.StartAsync();
        await using var world = await TrackerWorld.StartAsync(callbacks:
            $"[{{ name: all, url: \"{receiver.Url}\", secrets: [\"${{HOOK_SECRET}}\"], statuses: [queued, dispatching, submitted, mined, confirmed, failed, canceled, expired], allowPrivate: true }}]");
        var id = await world.SubmitAsync(TrackerWorld.FreshAddress(), "1");
        var tooDear = await world.SubmitAsync(TrackerWorld.FreshAddress(), UInt256.Max.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var confirmed = await world.EndAsync(id);
        var failed = await world.EndAsync(tooDear);
        await CallbackWorld.UntilAsync(() => receiver.Taken.Count == 5);

        var taken = receiver.Taken.ToList();
        var events = taken.Where(one => one.Transaction == id).ToList();
        Assert.Equal(["transaction.dispatching", "transaction.submitted", "transaction.mined", "transaction.confirmed"], events.Select(one => one.Type));
        var (first, last) = (events[0].Json.GetProperty("data"), events[^1].Json.GetProperty("data"));
        Assert.Equal((null, "dispatching"), (first.GetProperty("transactionHash").GetString(), first.GetProperty("status").GetString()));
        Assert.Equal(
            (confirmed.Hash, "confirmed", confirmed.BlockNumber, "1", (string?)null),
            (last.GetProperty("transactionHash").GetString(), last.GetProperty("status").GetString(), last.GetProperty("blockNumber").GetUInt64(), last.GetProperty("value").GetString(), last.GetProperty("error").GetString()));
        var end = taken.Single(one => one.Transaction == tooDear);
        Assert.Equal(("transaction.failed", failed.ErrorCode), (end.Type, end.Json.GetProperty("data").GetProperty("error").GetProperty("code").GetString()));
        Assert.All(await ReceiverLibrary.StandardWebhooks.VerifyAsync(CallbackWorld.Secret, taken), Assert.Null);
        // Sent when they happened, each well within the wait of a second attempt.
        Assert.Equal(events.Select(one => one.Json.GetProperty("timestamp").GetDateTimeOffset()).Order(), events.Select(one => one.Json.GetProperty("timestamp").GetDateTimeOffset()));
    }
}
