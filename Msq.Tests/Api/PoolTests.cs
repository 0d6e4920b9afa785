using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Msq.Storage.Relayers;

namespace Msq.Tests.Api;

/// <summary>What operators see of the relayers, and what they may want of them.</summary>
public sealed class PoolTests : IAsyncLifetime
{
    private const string Admin = "admin-key";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Every_relayer_is_shown_with_its_health_and_its_load()
    {
        await SeeAsync(new RelayerRow { Id = "relayer-1", Address = "0x01", Healthy = true, Balance = "340282366920938463463374607431768211455", ObservedAt = Now });
        await SeeAsync(new RelayerRow { Id = "relayer-2", Healthy = false, Reason = "misconfigured: it refuses the apiKey", ObservedAt = Now });
        await OpenAsync("Dispatching", claimedAt: null);
        await OpenAsync("Dispatching", Now);
        await OpenAsync("InDoubt", Now);
        await OpenAsync("Mined", Now);

        var pools = (await _world.GetAsync("/api/v1/pool", Admin)).Json.GetProperty("pools");

        Assert.Equal(["local", "other"], pools.EnumerateArray().Select(pool => pool.GetProperty("name").GetString()));
        var relayers = pools[0].GetProperty("relayers");
        var first = relayers[0];
        Assert.Equal(("active", "healthy", "340282366920938463463374607431768211455"), (Text(first, "state"), Text(first, "health"), Text(first, "balance")));
        Assert.Equal((3, 1, 1, 100), (Number(first, "open"), Number(first, "waiting"), Number(first, "inDoubt"), Number(first, "maxPending")));
        Assert.Equal(("misconfigured", 0), (Text(relayers[1], "health"), Number(relayers[1], "open")));
        Assert.Equal("unknown", Text(pools[1].GetProperty("relayers")[0], "health"));
    }

    [Fact]
    public async Task A_relayer_that_nobody_saw_lately_is_unknown_and_one_with_a_missing_nonce_is_gapped()
    {
        await SeeAsync(new RelayerRow { Id = "relayer-1", Healthy = true, ObservedAt = Now.AddMinutes(-1) });
        await SeeAsync(new RelayerRow { Id = "relayer-2", Healthy = true, GapSince = Now, ObservedAt = Now });

        var relayers = (await _world.GetAsync("/api/v1/pool", Admin)).Json.GetProperty("pools")[0].GetProperty("relayers");

        Assert.Equal(["unknown", "gapped"], relayers.EnumerateArray().Select(relayer => Text(relayer, "health")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_is_kept_with_its_reason_and_who_gave_it_whether_the_relayer_was_seen_before_or_not(bool seen)
    {
        if (seen)
            await SeeAsync(new RelayerRow { Id = "relayer-1", Healthy = true, ObservedAt = Now });

        var answer = await PatchAsync("relayer-1", """{"state":"draining","reason":"its machine is replaced"}""");

        Assert.Equal(200, answer.Status);
        var relayer = answer.Json.GetProperty("pools")[0].GetProperty("relayers")[0];
        Assert.Equal(("draining", "its machine is replaced", "operator (operator-1)"), (Text(relayer, "state"), Text(relayer, "stateReason"), Text(relayer, "stateBy")));
        Assert.True(relayer.GetProperty("isDrained").GetBoolean());
        Assert.Equal(OperatorState.Draining, await _world.DatabaseAsync(db => db.Relayers.Where(x => x.Id == "relayer-1").Select(x => x.State).SingleAsync()));

        var back = (await PatchAsync("relayer-1", """{"state":"active"}""")).Json.GetProperty("pools")[0].GetProperty("relayers")[0];
        Assert.Equal(("active", null, false), (Text(back, "state"), Text(back, "stateReason"), back.GetProperty("isDrained").GetBoolean()));
    }

    [Fact]
    public async Task A_relayer_with_open_work_is_draining_but_not_drained()
    {
        await OpenAsync("Submitted", Now);

        var relayer = (await PatchAsync("relayer-1", """{"state":"draining"}""")).Json.GetProperty("pools")[0].GetProperty("relayers")[0];

        Assert.Equal(("draining", false, 1), (Text(relayer, "state"), relayer.GetProperty("isDrained").GetBoolean(), Number(relayer, "open")));
    }

    [Theory]
    [InlineData("{}", "state")]
    [InlineData("""{"state":"asleep"}""", "state")]
    [InlineData("""{"state":1}""", "state")]
    [InlineData("""{"state":"paused","reason":7}""", "reason")]
    [InlineData("""{"state":"paused","until":"noon"}""", "until")]
    public async Task A_bad_order_is_named(string body, string field) =>
        Assert.Contains(field, (await PatchAsync("relayer-1", body)).IsProblem(400, "validation").ErrorFields);

    [Fact]
    public async Task A_relayer_that_is_not_in_the_file_is_not_found() => (await PatchAsync("relayer-9", """{"state":"paused"}""")).IsProblem(404, "not_found");

    [Fact]
    public async Task Only_operators_may_look_and_order()
    {
        (await _world.GetAsync("/api/v1/pool")).IsProblem(403, "forbidden");
        (await PatchAsync("relayer-1", """{"state":"paused"}""", "payments-key")).IsProblem(403, "forbidden");
    }

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private Task<Answer> PatchAsync(string relayer, string body, string key = Admin) => _world.SendAsync(HttpMethod.Patch, $"/api/v1/pool/{relayer}", body, key);

    private Task<int> SeeAsync(RelayerRow row) => _world.DatabaseAsync(async db =>
    {
        db.Relayers.Add(row);
        return await db.SaveChangesAsync();
    });

    private async Task OpenAsync(string state, DateTime? claimedAt) => await _world.ChangeAsync(await _world.SubmittedAsync(), row =>
    {
        row.CurrentState = state;
        row.Relayer = "relayer-1";
        row.Attempt = 1;
        row.ClaimedAt = claimedAt;
    });
}
