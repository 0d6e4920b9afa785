using System.Collections.Concurrent;
using Msq.Local.Servers;
using Msq.Tests.Api;
using PuppeteerSharp;

namespace Msq.Tests.OperationsPage;

/// <summary>Somebody who uses the page in a browser. Whatever the browser complains of, a script that failed or something that the page's policy forbids, fails the test when it ends.</summary>
internal sealed class Operator : IAsyncDisposable
{
    private const int Patience = 30_000;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];

    private Operator(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Opens the page.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="world">Whose page.</param>
    /// <param name="width">The window's width in CSS pixels.</param>
    /// <param name="dark">Whether dark colours are preferred.</param>
    /// <param name="fragment">What stands behind <c>#</c> in the address.</param>
    public static async Task<Operator> OpenAsync(Browser browser, ApiWorld world, int width = 1200, bool dark = false, string fragment = "")
    {
        var context = await browser.FreshAsync();
        var page = await context.NewPageAsync();
        page.DefaultTimeout = Patience;
        var opened = new Operator(context, page);
        // A refused call is an answer, which the page shows; everything else is a mistake of the page.
        page.Console += (_, line) => opened.Note(line.Message.Type is ConsoleType.Error && !line.Message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal), line.Message.Text);
        page.PageError += (_, error) => opened.Note(true, error.Message);
        page.Dialog += async (_, dialog) =>
        {
            opened.Note(true, $"a dialog: {dialog.Dialog.Message}");
            await dialog.Dialog.Dismiss();
        };
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900, DeviceScaleFactor = 1 });
        await page.EmulateMediaFeaturesAsync(
        [
            new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" },
            new MediaFeatureValue { MediaFeature = MediaFeature.PrefersReducedMotion, Value = "reduce" },
        ]);
        await page.GoToAsync($"{world.Address}ops{(fragment.Length > 0 ? $"#{fragment}" : "")}");
        return opened;
    }

    /// <summary>Opens the page and enters with an operator's key.</summary>
    public static async Task<Operator> EnterAsync(Browser browser, ApiWorld world, int width = 1200, bool dark = false, string fragment = "")
    {
        var entered = await OpenAsync(browser, world, width, dark, fragment);
        await entered.EnterAsync("admin-key");
        await entered.SeesAsync("#connection", "Live");
        return entered;
    }

    /// <summary>Enters a key.</summary>
    public async Task EnterAsync(string key)
    {
        await Page.WaitForSelectorAsync("#entry:not([hidden])");
        await Page.EvaluateExpressionAsync("document.getElementById('key').value = ''");
        await Page.TypeAsync("#key", key);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits until an element shows a text.</summary>
    public async Task SeesAsync(string selector, string text)
    {
        try
        {
            await Page.WaitForFunctionAsync("(selector, text) => document.querySelector(selector)?.innerText.includes(text)", new WaitForFunctionOptions { Timeout = Patience }, selector, text);
        }
        catch (WaitTaskTimeoutException)
        {
            Assert.Fail($"{selector} does not show “{text}” but: {await TextAsync(selector)} (complaints: {string.Join("; ", _complaints)})");
        }
    }

    /// <summary>What an element shows.</summary>
    public Task<string?> TextAsync(string selector) => Page.EvaluateFunctionAsync<string?>("selector => document.querySelector(selector)?.innerText", selector);

    /// <summary>Presses the button that a reader of the screen would be told by this name.</summary>
    public Task PressAsync(string name) => Page.ClickAsync($"button[aria-label=\"{name}\"]");

    /// <summary>Moves the focus by the tabulator to the button or field of that name.</summary>
    public async Task TabToAsync(string name)
    {
        for (var steps = 0; steps < 100; steps++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateExpressionAsync<string?>("document.activeElement.ariaLabel || document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText") == name)
                return;
        }

        Assert.Fail($"The keyboard does not reach {name}.");
    }

    /// <summary>Keeps a picture of the whole page beside the test results.</summary>
    public async Task PictureAsync(string name)
    {
        var folder = Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") ?? Path.Combine(RepositoryRoot.Path, "artifacts", "test-logs");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(Path.Combine(folder, $"operations-page-{name}.png"), new ScreenshotOptions { FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_complaints);
    }

    private void Note(bool isComplaint, string text)
    {
        if (isComplaint)
            _complaints.Enqueue(text);
    }
}
