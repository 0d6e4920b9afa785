namespace Msq.Tests.Api;

/// <summary>The clients file changes while everything runs.</summary>
public sealed class ClientReloadTests : IAsyncLifetime
{
    private const string Reload = "Msq.Hosting.Configuration.ConfigurationReload";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_new_key_is_taken_and_a_revoked_one_refused_without_a_restart()
    {
        var id = await _world.SubmittedAsync();
        Assert.Equal(401, await StatusAsync("third-key"));

        _world.WriteClients(ApiWorld.Clients.Replace(
            $"id: payments-1, sha256: {ApiWorld.Hash("payments-key")} }}",
            $"id: payments-1, sha256: {ApiWorld.Hash("payments-key")}, revoked: true }}\n      - {{ id: payments-3, sha256: {ApiWorld.Hash("third-key")} }}", StringComparison.Ordinal));

        await ApiWorld.UntilAsync(async () => await StatusAsync("third-key") == 202);
        Assert.Equal(403, await StatusAsync("payments-key"));
        Assert.Equal(200, (await _world.GetAsync($"/api/v1/relay/status/{id}", "third-key")).Status);
        var line = Assert.Single(_world.Log.Of(Reload));
        Assert.Contains("clients added: none; removed: none; keys added: payments-3; removed: payments-1", line, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiWorld.Hash("third-key"), line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scopes: [submit, read]", "scopes: [submit, fly]", "scopes")]
    [InlineData("pools: [other, local]", "pools: [mars]", "mars")]
    [InlineData("clients:", "clients: [", "line")]
    public async Task A_bad_file_changes_nothing_and_is_named(string good, string bad, string named)
    {
        await ApiWorld.UntilAsync(async () => await StatusAsync("payments-key") == 202);
        _world.WriteClients(ApiWorld.Clients.Replace(good, bad, StringComparison.Ordinal).Replace("games-key", "other-key", StringComparison.Ordinal));

        await ApiWorld.UntilAsync(() => _world.Log.Of(Reload).Any());
        var line = _world.Log.Of(Reload).First();
        Assert.Contains("clients.yaml", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Equal((202, 202), (await StatusAsync("payments-key"), await StatusAsync("games-key")));
        // Mended, it counts.
        _world.WriteClients(ApiWorld.Clients.Replace("name: games", "name: players", StringComparison.Ordinal));
        await ApiWorld.UntilAsync(() => _world.Log.Of(Reload).Any(later => later.Contains("clients added: players; removed: games", StringComparison.Ordinal)));
    }

    private async Task<int> StatusAsync(string key) => (await _world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}"}""", key)).Status;
}
