using Msq.Ethereum.Values;
using Msq.Storage.Transactions;
using Msq.Tests.Chain;

namespace Msq.Tests.Api;

/// <summary>Transactions that are asked for by a hash on chain.</summary>
public sealed class HashTests : IAsyncLifetime
{
    private static readonly string Former = "0x" + new string('b', 64);
    private AnvilNode _chain = null!;
    private ApiWorld _world = null!;

    public async Task InitializeAsync()
    {
        _chain = await AnvilNode.StartAsync();
        _world = await ApiWorld.StartAsync(pools: ApiWorld.Pools.Replace("http://127.0.0.1:8545", $"{_chain.Url}", StringComparison.Ordinal).Replace("http://127.0.0.1:8546", $"{_chain.Url}", StringComparison.Ordinal));
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        await _chain.DisposeAsync();
    }

    [Fact]
    public async Task The_one_that_has_it_or_had_it_before_a_higher_fee_is_found_by_its_client_and_by_operators_only()
    {
        var hash = (await _chain.SendAsync(Address.Parse(ApiWorld.Target), "0x")).TransactionHash;
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row => (row.From, row.Nonce, row.Hash) = ("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", 0, hash));
        await _world.DatabaseAsync(db =>
        {
            db.SupersededHashes.Add(new SupersededHash { TransactionId = id, Hash = Former });
            return db.SaveChangesAsync();
        });

        Assert.Equal([id], await FindAsync(hash));
        Assert.Equal([id], await FindAsync("0x" + hash[2..].ToUpperInvariant()));
        Assert.Equal([id], await FindAsync(Former));
        Assert.Equal([id], await FindAsync(hash, "admin-key"));
        Assert.Equal([id], await FindAsync($"{hash}&client=payments", "admin-key"));
        Assert.Empty(await FindAsync($"{hash}&client=games", "admin-key"));
        Assert.Empty(await FindAsync(hash, "games-key"));
        Assert.Empty(await FindAsync(Former, "games-key"));
        Assert.Empty(await FindAsync("0x" + new string('c', 64)));
    }

    [Fact]
    public async Task While_no_node_answers_nobody_can_say_that_there_is_none()
    {
        await using var world = await ApiWorld.StartAsync(pools: ApiWorld.Pools.Replace(":8545", ":1", StringComparison.Ordinal).Replace(":8546", ":1", StringComparison.Ordinal));

        (await world.GetAsync($"/api/v1/relay/transactions?hash={Former}")).IsProblem(503, "unavailable");
    }

    [Theory]
    [InlineData("0x12")]
    [InlineData("bbbb")]
    [InlineData("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbg")]
    [InlineData("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&status=queued")]
    public async Task A_hash_that_is_none_or_that_comes_with_another_filter_is_refused(string query) =>
        Assert.Equal(["hash"], (await _world.GetAsync($"/api/v1/relay/transactions?hash={query}")).IsProblem(400, "validation").ErrorFields);

    private async Task<IEnumerable<Guid>> FindAsync(string query, string key = "payments-key") =>
        (await _world.GetAsync($"/api/v1/relay/transactions?hash={query}", key)).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("transactionId").GetGuid());
}
