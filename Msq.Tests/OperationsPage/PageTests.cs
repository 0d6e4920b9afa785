using Msq.Tests.Api;

namespace Msq.Tests.OperationsPage;

/// <summary>The operators' page in a browser: who may use it, and how it looks.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageTests(Browser browser) : IAsyncLifetime
{
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await PageWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task It_is_served_without_a_key_and_lets_nothing_run_that_is_not_its_own()
    {
        var page = await _world.GetAsync("/ops", key: null);

        Assert.Equal((200, "text/html"), (page.Status, page.Response.Content.Headers.ContentType?.MediaType));
        var policy = page.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.DoesNotContain("//", page.Body.Replace("<!doctype", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(304, (await _world.GetAsync("/ops/page.js", null, ("If-None-Match", (await _world.GetAsync("/ops/page.js", key: null)).Response.Headers.ETag!.ToString()))).Status);
        (await _world.GetAsync("/ops/nothing.js", key: null)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_key_that_nobody_has_and_one_that_may_not_operate_are_refused_in_words_and_a_good_one_is_kept_by_the_tab_alone()
    {
        await using var somebody = await Operator.OpenAsync(browser, _world);
        await somebody.EnterAsync("no-such-key");
        await somebody.SeesAsync("#refusal", "Nobody has this API key.");
        await somebody.EnterAsync("payments-key");
        await somebody.SeesAsync("#refusal", "The client 'payments' has not the scope admin.");
        await somebody.EnterAsync("expired-key");
        await somebody.SeesAsync("#refusal", "expired at 2020-01-31");
        await somebody.EnterAsync("admin-key");
        await somebody.SeesAsync("#relayers", "relayer-1");

        Assert.Equal("admin-key|0|", await somebody.Page.EvaluateExpressionAsync<string>("[sessionStorage.getItem('msq-operator-key'), localStorage.length, document.cookie].join('|')"));
        Assert.DoesNotContain("admin-key", await somebody.Page.GetContentAsync(), StringComparison.Ordinal);

        await somebody.Page.ReloadAsync();
        await somebody.SeesAsync("#relayers", "relayer-1");
        await somebody.Page.ClickAsync("#leave");
        await somebody.Page.WaitForSelectorAsync("#entry:not([hidden])");
        Assert.Equal(0, await somebody.Page.EvaluateExpressionAsync<int>("sessionStorage.length"));
    }

    [Fact]
    public async Task A_key_that_is_revoked_while_the_page_is_open_ends_it()
    {
        await using var somebody = await Operator.EnterAsync(browser, _world);
        _world.WriteClients(ApiWorld.Clients.Replace($"{{ id: operator-1, sha256: {ApiWorld.Hash("admin-key")} }}", $"{{ id: operator-1, sha256: {ApiWorld.Hash("admin-key")}, revoked: true }}", StringComparison.Ordinal));
        await ApiWorld.UntilAsync(async () => (await _world.GetAsync("/api/v1/pool", "admin-key")).Status == 403);

        await somebody.Page.ReloadAsync();

        await somebody.SeesAsync("#refusal", "was revoked");
    }

    [Fact]
    public async Task The_flow_is_live()
    {
        await using var somebody = await Operator.EnterAsync(browser, _world);
        await somebody.SeesAsync("#flow", "nothing open");

        for (var i = 0; i < 3; i++)
            await _world.SubmittedAsync();

        await somebody.SeesAsync("#flow", "queued 3");
        await somebody.SeesAsync("#flow", "0.3");
    }

    [Theory]
    [InlineData("light", 1200, false)]
    [InlineData("dark", 1200, true)]
    [InlineData("phone", 360, false)]
    public async Task It_fits_the_window_and_everything_has_a_name(string name, int width, bool dark)
    {
        await _world.SeeRelayerAsync("relayer-1", healthy: true, null);
        await _world.SeeRelayerAsync("relayer-2", healthy: false, "its balance of 12 wei is below the floor of 1000000000000000000 wei");
        for (var i = 0; i < 12; i++)
            await _world.SubmittedAsync(i % 3 == 0 ? "games-key" : "payments-key");
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row => (row.CurrentState, row.Status, row.Attempt, row.Relayer, row.ClaimedAt, row.Unresolved) =
            ("InDoubt", "dispatching", 1, "relayer-1", TimeProvider.System.GetUtcNow().UtcDateTime, "nobody knows yet what became of its attempt: relayer-1 has not answered"));
        await _world.FailedCallbackAsync();
        await using var somebody = await Operator.EnterAsync(browser, _world, width, dark, $"{id}");
        await somebody.SeesAsync("#transaction", "accepted");
        await somebody.SeesAsync("#callbacks", "it answered 500");
        await somebody.SeesAsync("#errors", "No message was given up.");
        await somebody.SeesAsync("#flow", "dispatching 1");

        await somebody.PictureAsync(name);

        Assert.Equal(width, await somebody.Page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("", await somebody.Page.EvaluateExpressionAsync<string>(
            "[...document.querySelectorAll('button, input, select, textarea, a, progress, svg')].filter(one => !(one.ariaLabel || one.innerText || one.labels?.length || !one.checkVisibility())).map(one => one.outerHTML).join()"));
        await somebody.PressAsync("Drain relayer-1");
        await somebody.PictureAsync($"{name}-dialog");
        await somebody.Page.Keyboard.PressAsync("Escape");
    }
}
