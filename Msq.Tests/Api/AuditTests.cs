using Microsoft.EntityFrameworkCore;
using Msq.Api;

namespace Msq.Tests.Api;

/// <summary>Who did what, by which key, is in the timeline and in the log.</summary>
public sealed class AuditTests
{
    private const string Body = $$"""{"to":"{{ApiWorld.Target}}","value":"987654321","data":"0xa9059cbb"}""";

    [Fact]
    public async Task Each_thing_done_is_one_line_with_client_and_key()
    {
        await using var world = await ApiWorld.StartAsync();
        var id = (await world.SubmitAsync(Body, "second-key", ("Idempotency-Key", "k"))).Json.GetProperty("transactionId").GetGuid();
        await world.SubmitAsync(Body, headers: ("Idempotency-Key", "k"));
        await world.SendAsync(HttpMethod.Post, $"/api/v1/operations/{id}/look", key: "admin-key");
        await world.SendAsync(HttpMethod.Delete, $"/api/v1/relay/transactions/{id}");
        await world.SendAsync(HttpMethod.Post, $"/api/v1/operations/{id}/close", """{"status":"failed","reason":"paid by hand"}""", "admin-key");

        Assert.Equal(
            [
                $"payments (payments-2) submitted {id}: direct on local, to {ApiWorld.Target.ToLowerInvariant()}, 987654321 wei, data 0xa9059cbb",
                $"operator (operator-1) asked to look {id}",
                $"payments (payments-1) asked to cancel {id}",
                $"operator (operator-1) asked to close {id}",
            ],
            world.Log.Of("Msq.Api.Audit.AuditLog"));
        Assert.Equal(
            [("accepted", "by payments (payments-2)"), ("cancel_requested", "by payments (payments-1)")],
            (await world.DatabaseAsync(db => db.TransactionEvents.OrderBy(line => line.Id).Select(line => new { line.Event, line.Detail }).ToListAsync())).Select(line => (line.Event, line.Detail)));
    }

    [Fact]
    public async Task Payloads_can_be_kept_out_of_the_log()
    {
        await using var world = await ApiWorld.StartAsync(settings: "--Audit:Payloads=hidden");
        var id = (await world.SubmitAsync(Body)).Json.GetProperty("transactionId").GetGuid();

        Assert.Equal([$"payments (payments-1) submitted {id}: direct on local"], world.Log.Of("Msq.Api.Audit.AuditLog"));
    }

    [Fact]
    public void A_setting_that_is_none_stops_the_start_and_is_named()
    {
        var folder = ApiWorld.WriteConfig(ApiWorld.Clients);
        var builder = ApiWorld.Builder(folder, "--ConnectionStrings:Sqlite=Data Source=:memory:", $"--Webhooks:SigningKey={ApiWorld.SigningKey}", "--Audit:Payloads=maybe");

        Assert.Contains("Audit:Payloads is 'maybe'", Assert.Throws<InvalidOperationException>(() => builder.AddMsqApi()).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
