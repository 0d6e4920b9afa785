using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Msq.Hosting.Callbacks;
using Msq.StatusTracker.Callbacks;
using Msq.Storage;
using Msq.Tests.Api;

namespace Msq.Tests.Callbacks;

/// <summary>The API and the delivery of callbacks as one host, over a database, a clock that the test sets, and a receiver.</summary>
internal sealed class CallbackWorld : IAsyncDisposable
{
    public const string Secret = "whsec_bmV3ZXN0LXNlY3JldC1vZi1hbGwtdGhlLXNlY3JldHM=";
    public const string OldSecret = "whsec_b2xkLXNlY3JldC10aGF0LWlzLXRvLWJlLXJlcGxhY2Vk";

    private bool _ownsReceiver;

    private CallbackWorld(ApiWorld api, FakeTimeProvider time, CallbackReceiver receiver) => (Api, Time, Receiver) = (api, time, receiver);

    public ApiWorld Api { get; }

    public FakeTimeProvider Time { get; }

    public CallbackReceiver Receiver { get; }

    /// <summary>Starts everything.</summary>
    /// <param name="callbacks">The endpoints of the client <c>payments</c>, as YAML items; <c>{url}</c> is the receiver's. By default one that wants to know everything.</param>
    /// <param name="mySql">A MySQL connection string, instead of SQLite.</param>
    /// <param name="delivers">Whether it delivers: otherwise it is an API alone.</param>
    /// <param name="beside">A world whose clock and receiver it shares.</param>
    public static async Task<CallbackWorld> StartAsync(string? callbacks = null, string? mySql = null, bool delivers = true, CallbackWorld? beside = null)
    {
        var time = beside?.Time ?? new FakeTimeProvider(DateTimeOffset.Parse("2026-05-04T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var receiver = beside?.Receiver ?? new CallbackReceiver(time);
        if (beside is null)
            await receiver.StartAsync();
        callbacks ??= "- { name: ledger, url: \"{url}\", secrets: [\"${HOOK_SECRET}\", \"${OLD_HOOK_SECRET}\"], statuses: [queued, dispatching, submitted, mined, confirmed, failed], allowPrivate: true }";
        var clients = ApiWorld.Clients.Replace(
            "    pools: [local]\n  - name: games",
            $"    pools: [local]\n    callbacks:\n      {callbacks.ReplaceLineEndings("\n      ")}\n  - name: games", StringComparison.Ordinal)
            .Replace("{url}", receiver.Url.ToString(), StringComparison.Ordinal).Replace("{port}", $"{receiver.Url.Port}", StringComparison.Ordinal);
        var api = await ApiWorld.StartAsync(
            clients, mySql: mySql, time: time, change: builder => _ = delivers ? builder.AddCallbackDelivery() : builder, settings: [$"--HOOK_SECRET={Secret}", $"--OLD_HOOK_SECRET={OldSecret}", "--SHORT_SECRET=fifteen letters"]);
        return new CallbackWorld(api, time, receiver) { _ownsReceiver = beside is null };
    }

    /// <summary>Has a transaction go through these statuses, each in a database transaction of its own.</summary>
    public async Task MoveAsync(Guid id, params IEnumerable<string> statuses)
    {
        foreach (var status in statuses)
        {
            await Api.DatabaseAsync(async db =>
            {
                var row = (await db.LockTransactionAsync(id, CancellationToken.None))!;
                row.Status = status;
                row.UpdatedAt = Time.GetUtcNow().UtcDateTime;
                row.Version++;
                Api.Services.GetRequiredService<CallbackOutbox>().Add(db, row);
                return await db.SaveChangesAsync();
            });
        }
    }

    /// <summary>Waits until a condition holds, while the clock stands still.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        if (_ownsReceiver)
            await Receiver.DisposeAsync();
    }
}
