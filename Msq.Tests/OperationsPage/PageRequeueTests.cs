using Msq.Tests.Api;

namespace Msq.Tests.OperationsPage;

/// <summary>Messages that nobody could handle, on the page, over a real broker.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageRequeueTests(Browser browser) : IAsyncLifetime, IDisposable
{
    private readonly ErrorQueueWorld _broker = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public Task DisposeAsync() => _broker.DisposeAsync();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task They_appear_while_the_page_is_open_and_are_handled_when_they_are_requeued()
    {
        await using var world = await ApiWorld.StartAsync(broker: _broker.Broker);
        await using var somebody = await Operator.EnterAsync(browser, world);
        await somebody.SeesAsync("#errors", "No message was given up.");
        _broker.Failing = _ => new InvalidOperationException("<b>no</b> node answers");
        await _broker.SendAsync("0x0a");

        await somebody.SeesAsync("#errors", "<b>no</b> node answers");
        await somebody.PictureAsync("errors");
        _broker.Failing = _ => null;
        await somebody.PressAsync("Requeue msq-gas_error");
        await somebody.Page.WaitForSelectorAsync("dialog[open]");
        await somebody.Page.ClickAsync("#question-yes");

        await somebody.SeesAsync("#notice", "1 moved back to msq-gas.");
        await ApiWorld.UntilAsync(() => _broker.Handled.Any(message => message.Data == "0x0a"));
        await somebody.SeesAsync("#errors", "No message was given up.");
    }
}
