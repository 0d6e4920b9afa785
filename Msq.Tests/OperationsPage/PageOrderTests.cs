using Microsoft.EntityFrameworkCore;
using Msq.Contracts.Messages;
using Msq.Storage.Callbacks;
using Msq.Storage.Relayers;
using Msq.Storage.Transactions;
using Msq.Tests.Api;

namespace Msq.Tests.OperationsPage;

/// <summary>The operators' page in a browser: what it finds, and what is ordered by it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageOrderTests(Browser browser) : IAsyncLifetime
{
    private const string Markup = "<img src=x onerror=\"alert(1)\"><script>alert(2)</script>";
    private static readonly string Former = "0x" + new string('b', 64);
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await PageWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_relayer_is_paused_with_a_reason_and_resumed_by_the_keyboard_alone()
    {
        await _world.SeeRelayerAsync("relayer-1", healthy: true, null);
        await using var somebody = await Operator.EnterAsync(browser, _world);
        await somebody.SeesAsync("#relayers", "healthy");

        await somebody.TabToAsync("Pause relayer-1");
        Assert.NotEqual("none", await somebody.Page.EvaluateExpressionAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await somebody.Page.Keyboard.PressAsync("Enter");
        await somebody.Page.WaitForSelectorAsync("dialog[open]");
        Assert.Equal("question-reason", await somebody.Page.EvaluateExpressionAsync<string>("document.activeElement.id"));
        await somebody.Page.Keyboard.TypeAsync("its node is replaced");
        await somebody.TabToAsync("Pause");
        await somebody.Page.Keyboard.PressAsync("Enter");
        await somebody.SeesAsync("#relayers", "paused by operator (operator-1)");
        Assert.Equal((OperatorState.Paused, "its node is replaced"), await OrderAsync());

        await somebody.TabToAsync("Resume relayer-1");
        await somebody.Page.Keyboard.PressAsync("Enter");
        await somebody.Page.WaitForSelectorAsync("dialog[open]");
        await somebody.TabToAsync("Resume");
        await somebody.Page.Keyboard.PressAsync("Enter");
        await somebody.SeesAsync("#notice", "relayer-1 is active now.");
        Assert.Equal((OperatorState.Active, null), await OrderAsync());
    }

    [Fact]
    public async Task What_is_focused_stays_so_while_the_page_changes_under_it()
    {
        await using var somebody = await Operator.EnterAsync(browser, _world);
        await somebody.TabToAsync("Drain relayer-2");

        await _world.SeeRelayerAsync("relayer-2", healthy: false, "misconfigured: it refuses the apiKey");
        await somebody.SeesAsync("#relayers", "misconfigured: it refuses the apiKey");

        Assert.Equal("Drain relayer-2", await somebody.Page.EvaluateExpressionAsync<string>("document.activeElement.ariaLabel"));
    }

    [Fact]
    public async Task A_transaction_is_found_by_its_id_and_by_a_hash_with_its_timeline_and_what_clients_wrote_stays_text()
    {
        var answer = await _world.SubmitAsync($$"""{"to":"{{ApiWorld.Target}}","value":"1500000000000000000","reference":{{System.Text.Json.JsonSerializer.Serialize(Markup)}}}""");
        var id = answer.Json.GetProperty("transactionId").GetGuid();
        await _world.DatabaseAsync(db =>
        {
            db.SupersededHashes.Add(new SupersededHash { TransactionId = id, Hash = Former });
            db.TransactionEvents.Add(new TransactionEvent { TransactionId = id, Id = TransactionEvent.IdOf(2), At = TimeProvider.System.GetUtcNow().UtcDateTime, Status = "queued", Event = "attempt_opened", Detail = $"attempt 1 at {Markup}" });
            return db.SaveChangesAsync();
        });
        await using var somebody = await Operator.EnterAsync(browser, _world);

        await FindAsync(somebody, $"{id}");
        await somebody.SeesAsync("#transaction", "1.5000 ether");
        Assert.Contains(Markup, await somebody.TextAsync("#transaction"), StringComparison.Ordinal);
        Assert.Contains($"attempt opened attempt 1 at {Markup}", await somebody.TextAsync("#transaction .timeline"), StringComparison.Ordinal);
        Assert.Equal(0, await somebody.Page.EvaluateExpressionAsync<int>("document.querySelectorAll('img, #transaction script').length"));

        await FindAsync(somebody, "0x12");
        await somebody.SeesAsync("#transaction", "Enter the id of a transaction, or a hash");
        await FindAsync(somebody, Former);
        await somebody.SeesAsync("#transaction .title", $"{id}");
        await FindAsync(somebody, $"{Guid.CreateVersion7()}");
        await somebody.SeesAsync("#transaction", "There is no such transaction.");
    }

    [Fact]
    public async Task What_does_not_move_is_listed_looked_at_and_closed()
    {
        var id = await _world.SubmittedAsync();
        await _world.ChangeAsync(id, row => (row.CurrentState, row.Unresolved) = ("InDoubt", "the relayer may have lost its memory"));
        await using var somebody = await Operator.EnterAsync(browser, _world);
        await somebody.SeesAsync("#unresolved", "the relayer may have lost its memory");

        await somebody.PressAsync($"Look at {id} now");
        await ApiWorld.UntilAsync(() => _world.Sent.OfType<LookNow>().Any(order => order.TransactionId == id && order.By == "operator (operator-1)"));

        await somebody.PressAsync($"Close {id}");
        await somebody.Page.WaitForSelectorAsync("dialog[open]");
        await somebody.Page.SelectAsync("#question-status", "expired");
        // Without a reason nothing is done.
        await somebody.Page.ClickAsync("#question-yes");
        Assert.Empty(_world.Sent.OfType<CloseTransaction>());
        await somebody.Page.TypeAsync("#question-reason", "paid by hand");
        await somebody.Page.ClickAsync("#question-yes");
        await ApiWorld.UntilAsync(() => _world.Sent.OfType<CloseTransaction>().Any(order => order == new CloseTransaction(id, "expired", "paid by hand", "operator (operator-1)")));
        await somebody.SeesAsync("#notice", "It is closed.");

        await somebody.Page.ClickAsync($"#unresolved a[href='#{id}']");
        await somebody.SeesAsync("#transaction .title", $"{id}");
    }

    [Fact]
    public async Task A_callback_that_was_given_up_is_replayed()
    {
        var id = await _world.FailedCallbackAsync();
        await using var somebody = await Operator.EnterAsync(browser, _world);
        await somebody.SeesAsync("#callbacks", "it answered 500");

        await somebody.Page.ClickAsync("#callbacks button[aria-label^='Replay']");

        await somebody.SeesAsync("#callbacks", "No callback has been given up.");
        Assert.Equal(DeliveryState.Pending, await _world.DatabaseAsync(db => db.CallbackDeliveries.Where(x => x.Id == id).Select(x => x.State).SingleAsync()));
    }

    private static async Task FindAsync(Operator somebody, string wanted)
    {
        await somebody.Page.EvaluateExpressionAsync("document.getElementById('wanted').value = ''");
        await somebody.Page.TypeAsync("#wanted", wanted);
        await somebody.Page.Keyboard.PressAsync("Enter");
    }

    private Task<(string State, string? Reason)> OrderAsync() => _world.DatabaseAsync(async db =>
    {
        var row = await db.Relayers.AsNoTracking().SingleAsync(x => x.Id == "relayer-1");
        return (row.State, row.StateReason);
    });
}
