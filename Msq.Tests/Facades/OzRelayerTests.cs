using Microsoft.EntityFrameworkCore;
using Msq.Tests.Api;

namespace Msq.Tests.Facades;

/// <summary>What OZ Relayer's SDK meets where things do not go their usual way; how they do is tried with the SDK itself.</summary>
public sealed class OzRelayerTests
{
    private const string Call = """{"to":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","value":16,"data":"0x","gas_limit":50000,"speed":"fast"}""";

    [Fact]
    public async Task A_relayers_transactions_are_its_own_and_a_pools_are_anybodys()
    {
        await using var world = await ApiWorld.StartAsync();
        var one = await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/relayer-2/transactions", Call);
        var any = await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/local/transactions", Call);

        Assert.Equal(["relayer-2", null], await world.DatabaseAsync(db => db.Transactions.OrderBy(x => x.CorrelationId).Select(x => x.OnlyRelayer).ToListAsync()));
        Assert.Equal(("pending", "relayer-2", "0x10"), (Data(one, "status"), Data(one, "relayer_id"), Data(one, "value")));
        Assert.Equal("local", Data(any, "relayer_id"));
        var list = await world.GetAsync("/api/v1/relayers/relayer-2/transactions/?page=1&per_page=10");
        Assert.Equal((1, 1), (list.Json.GetProperty("data").GetArrayLength(), list.Json.GetProperty("pagination").GetProperty("total_items").GetInt32()));
        Assert.Equal(2, (await world.GetAsync("/api/v1/relayers/local/transactions")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (await world.GetAsync($"/api/v1/relayers/relayer-1/transactions/{Data(any, "id")}")).Status);
    }

    [Fact]
    public async Task Refusals_are_in_the_envelope()
    {
        await using var world = await ApiWorld.StartAsync();
        foreach (var (answer, status) in new[]
        {
            (await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/local/transactions", """{"value":1}"""), 400),
            (await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/relayer-3/transactions", Call), 404),
            (await world.GetAsync("/api/v1/relayers", "nobody's"), 401),
            (await world.GetAsync("/api/v1/relayers", "revoked-key"), 403),
            (await world.GetAsync("/api/v1/relayers/local/transactions?page=0"), 400),
            (await world.SendAsync(HttpMethod.Delete, "/api/v1/relayers/local/transactions/pending"), 501),
            (await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/relayer-1/sign", """{"message":"x"}"""), 403),
        })
        {
            Assert.Equal((status, false), (answer.Status, answer.Json.GetProperty("success").GetBoolean()));
            Assert.NotEmpty(answer.Json.GetProperty("error").GetString()!);
        }
    }

    [Fact]
    public async Task A_client_that_is_mapped_to_a_relayer_uses_no_other_by_any_door()
    {
        await using var world = await ApiWorld.StartAsync(clients: $$"""
            clients:
              - name: mapped
                keys: [{ id: mapped-1, sha256: {{ApiWorld.Hash("payments-key")}} }]
                scopes: [submit, read]
                pools: [local]
                relayer: relayer-2
            """);
        await world.SubmittedAsync();
        Assert.Equal(200, (await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/relayer-2/transactions", Call)).Status);
        Assert.Equal(404, (await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/relayer-1/transactions", Call)).Status);
        Assert.Equal(404, (await world.SendAsync(HttpMethod.Post, "/api/v1/relayers/local/transactions", Call)).Status);
        Assert.All(await world.DatabaseAsync(db => db.Transactions.Select(x => x.OnlyRelayer).ToListAsync()), only => Assert.Equal("relayer-2", only));
    }

    private static string? Data(Answer answer, string field) => answer.Json.GetProperty("data").GetProperty(field).GetString();
}
