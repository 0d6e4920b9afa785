using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Msq.Tests.Api;

/// <summary>What a client may not have sent is refused, with the rule and the field.</summary>
public sealed class PolicyTests : IAsyncLifetime
{
    private const string Other = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
    private const string Any = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

    private const string Policy = $$"""
            policy:
              targets:
                - { address: "{{ApiWorld.Target}}", selectors: ["0xA9059CBB"] }
                - { address: "{{Any}}" }
              maxValue: "100"
              maxGas: 50000
              speeds: [average, safeLow]
        """;

    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync(WithPolicy(Policy));

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData(Other, "", "policy.targets", "to")]
    [InlineData(ApiWorld.Target, "", "policy.targets", "data")]
    [InlineData(ApiWorld.Target, ""","data":"0xa9059c" """, "policy.targets", "data")]
    [InlineData(ApiWorld.Target, ""","data":"0x095ea7b3" """, "policy.targets", "data")]
    [InlineData(Any, ""","value":"101" """, "policy.maxValue", "value")]
    [InlineData(Any, ""","gasLimit":50001""", "policy.maxGas", "gasLimit")]
    [InlineData(Any, ""","speed":"fast" """, "policy.speeds", "speed")]
    public async Task What_the_policy_does_not_allow_is_403_with_the_rule_and_the_field(string to, string more, string rule, string field)
    {
        var answer = (await _world.SubmitAsync($$"""{"to":"{{to}}"{{more}}}""")).IsProblem(403, "policy");

        Assert.Equal((rule, field), (answer.Json.GetProperty("rule").GetString(), answer.Json.GetProperty("field").GetString()));
        Assert.Equal(0, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Theory]
    [InlineData(ApiWorld.Target, ""","data":"0xa9059cbb00" """)]
    [InlineData(Any, ""","value":"100","gasLimit":50000,"speed":"safeLow" """)]
    [InlineData(Any, ""","data":"0x095ea7b3" """)]
    public async Task What_it_allows_is_accepted(string to, string more) => Assert.Equal(202, (await _world.SubmitAsync($$"""{"to":"{{to}}"{{more}}}""")).Status);

    [Fact]
    public async Task Another_client_is_not_bound_by_it() => Assert.Equal(202, (await _world.SubmitAsync($$"""{"to":"{{Other}}","value":"101"}""", "games-key")).Status);

    [Fact]
    public async Task A_ceiling_for_gas_goes_with_what_is_to_be_estimated()
    {
        await _world.SubmitAsync($$"""{"to":"{{Any}}"}""");
        await _world.SubmitAsync($$"""{"to":"{{Any}}","gasLimit":40000}""");

        Assert.Equal([null, 50000UL], await _world.DatabaseAsync(db => db.Transactions.OrderBy(row => row.MaxGas).Select(row => row.MaxGas).ToListAsync()));
    }

    [Fact]
    public async Task Items_of_a_batch_are_refused_one_by_one()
    {
        var answer = await _world.SendAsync(HttpMethod.Post, "/api/v1/relay/batch", $$$"""
            {"items":[{"direct":{"to":"{{{Any}}}","value":"101"}},{"direct":{"to":"{{{Any}}}","value":"100"}},{"direct":{"to":"{{{Other}}}"}}]}
            """);

        Assert.Equal(202, answer.Status);
        Assert.Equal(["policy.maxValue", null, "policy.targets"], Rules(answer));
        Assert.Equal(1, await _world.DatabaseAsync(db => db.Transactions.CountAsync()));
    }

    [Fact]
    public async Task What_was_accepted_stays_accepted_when_the_policy_changes()
    {
        await using var world = await ApiWorld.StartAsync();
        var body = $$"""{"to":"{{Other}}"}""";
        var accepted = await world.SubmitAsync(body, headers: ("Idempotency-Key", "k"));

        world.WriteClients(WithPolicy(Policy));
        await ApiWorld.UntilAsync(async () => (await world.SubmitAsync(body)).Status == 403);

        Assert.Equal(accepted.Body, (await world.SubmitAsync(body, headers: ("Idempotency-Key", "k"))).Body);
        (await world.SubmitAsync(body, headers: ("Idempotency-Key", "other"))).IsProblem(403, "policy");
        (await world.SubmitAsync($$"""{"to":"{{Other}}","value":"1"}""", headers: ("Idempotency-Key", "k"))).IsProblem(422, "idempotency_key_reused");
    }

    /// <summary>The clients, of which the one called payments has more in its entry.</summary>
    internal static string WithPolicy(string entry) => ApiWorld.Clients.Replace(
        "    scopes: [submit, read]\n    pools: [local]\n", $"    scopes: [submit, read]\n    pools: [local, other]\n{entry}\n", StringComparison.Ordinal);

    internal static IEnumerable<string?> Rules(Answer batch) => batch.Json.GetProperty("items").EnumerateArray().Select(item =>
        item.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem ? problem.GetProperty("rule").GetString() : null);
}
