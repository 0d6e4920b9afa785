using System.Diagnostics;
using Msq.Local;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Tests.Api;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Facades;

/// <summary>All of Msq in this process, with a client that is mapped to one relayer, and the official clients' scripts beside it.</summary>
public sealed class CompatWorld : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder folder = new();
    private EmbeddedMsq msq = null!;

    public async Task InitializeAsync()
    {
        var config = Directory.CreateDirectory(Path.Combine(folder.Path, "config")).FullName;
        File.Copy(Path.Combine(Development.ConfigFolder, "relayer-pool.yaml"), Path.Combine(config, "relayer-pool.yaml"));
        await File.WriteAllTextAsync(Path.Combine(config, "clients.yaml"), $$"""
            clients:
              - name: signer
                keys:
                  - { id: signer-1, sha256: {{ApiWorld.Hash("signer-secret")}} }
                  - { id: revoked-1, sha256: {{ApiWorld.Hash("revoked-secret")}}, revoked: true }
                  - { id: leaving-1, sha256: {{ApiWorld.Hash("leaving-secret")}} }
                scopes: [submit, read, sign]
                pools: [local]
                relayer: relayer-1
              - name: pooled
                keys: [{ id: pooled-1, sha256: {{ApiWorld.Hash("pooled-secret")}} }]
                scopes: [submit, read]
                pools: [local]
            """);
        msq = await EmbeddedMsq.StartAsync(new EmbeddedOptions { Folder = folder.Path, Port = FreePort.Next(), ConfigFolder = config });
    }

    public async Task DisposeAsync() => await msq.DisposeAsync();

    public void Dispose() => folder.Dispose();

    /// <summary>Runs a script, which checks by itself what it sees.</summary>
    public async Task RunAsync(params string[] arguments)
    {
        var scripts = Path.Combine(RepositoryRoot.Path, "compat");
        Assert.True(Directory.Exists(Path.Combine(scripts, "node_modules")), "The official clients are not installed: npm ci --prefix compat");
        var start = new ProcessStartInfo("node", ["run.mjs", .. arguments]) { WorkingDirectory = scripts, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        var text = string.Join('\n', await said);
        if (Environment.GetEnvironmentVariable("MSQ_TEST_LOGS") is { Length: > 0 } logs)
            await File.WriteAllTextAsync(Path.Combine(logs, $"compat-{string.Join('-', arguments)}.txt"), text);
        Assert.True(process.ExitCode == 0, text);
        Assert.Contains("ok: ", text, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["MSQ_COMPAT_URL"] = msq.Url.ToString().TrimEnd('/'),
        ["MSQ_COMPAT_CHAIN"] = msq.Chain.Url.ToString(),
        ["MSQ_COMPAT_RELAYER"] = "relayer-1",
        ["MSQ_COMPAT_POOL"] = "local",
        ["MSQ_COMPAT_KEY_ID"] = "signer-1",
        ["MSQ_COMPAT_KEY"] = "signer-secret",
        ["MSQ_COMPAT_REVOKED_ID"] = "revoked-1",
        ["MSQ_COMPAT_REVOKED"] = "revoked-secret",
        ["MSQ_COMPAT_LEAVING_ID"] = "leaving-1",
        ["MSQ_COMPAT_LEAVING"] = "leaving-secret",
        ["MSQ_COMPAT_CLIENTS"] = Path.Combine(folder.Path, "config", "clients.yaml"),
        ["MSQ_COMPAT_POOLED_KEY"] = "pooled-secret",
    };
}
