using PuppeteerSharp;

namespace Msq.Tests.OperationsPage;

/// <summary>One headless Chromium for all tests of the page.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        Assert.True(File.Exists(Program), $"{Program} is missing: apt-get install --no-install-recommends chromium");
        _browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,
            Timeout = 120_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    /// <summary>A browser that has nothing of the others.</summary>
    internal async Task<IBrowserContext> FreshAsync() => await _browser.CreateBrowserContextAsync();
}

/// <summary>Tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
