using Msq.Storage.Callbacks;
using Msq.Storage.Relayers;
using Msq.Tests.Api;
using Msq.Tests.Callbacks;

namespace Msq.Tests.OperationsPage;

/// <summary>What there is to be seen on the page.</summary>
internal static class PageWorld
{
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>An API whose client <c>payments</c> has an endpoint for callbacks.</summary>
    public static Task<ApiWorld> StartAsync() => ApiWorld.StartAsync(ApiWorld.Clients.Replace(
        "    pools: [local]\n  - name: games",
        "    pools: [local]\n    callbacks: [{ name: ledger, url: \"https://ledger.example.org/msq\", secrets: [\"${HOOK_SECRET}\"] }]\n  - name: games", StringComparison.Ordinal), settings: $"--HOOK_SECRET={CallbackWorld.Secret}");

    /// <summary>A dispatcher has seen a relayer.</summary>
    public static Task<int> SeeRelayerAsync(this ApiWorld world, string id, bool healthy, string? reason) => world.DatabaseAsync(db =>
    {
        db.Relayers.Add(new RelayerRow
        {
            Id = id,
            Address = ApiWorld.Target.ToLowerInvariant(),
            Healthy = healthy,
            Reason = reason,
            Balance = healthy ? "12345678900000000000000" : "12",
            // For longer than any test takes: no dispatcher runs here.
            ObservedAt = Now.AddMinutes(10),
        });
        return db.SaveChangesAsync();
    });

    /// <summary>A callback was given up.</summary>
    public static async Task<Guid> FailedCallbackAsync(this ApiWorld world)
    {
        var (id, transaction) = (Guid.CreateVersion7(), await world.SubmittedAsync());
        await world.DatabaseAsync(db =>
        {
            db.CallbackDeliveries.Add(new CallbackDelivery
            {
                Id = id,
                EventId = Guid.CreateVersion7(),
                Client = "payments",
                Endpoint = "ledger",
                Host = "ledger.example.org",
                TransactionId = transaction,
                Type = "transaction.confirmed",
                Body = "{}",
                CreatedAt = Now,
                State = DeliveryState.Failed,
                Attempts = 8,
                LastAttemptAt = Now,
                LastAnswer = 500,
                LastError = "it answered 500",
            });
            return db.SaveChangesAsync();
        });
        return id;
    }
}
