using System.Diagnostics;
using System.Text.Json;
using Msq.Local.Servers;

namespace Msq.Tests.Callbacks;

/// <summary>The libraries that receivers verify deliveries with, as they are published.</summary>
internal sealed class ReceiverLibrary
{
    private readonly string folder;

    private ReceiverLibrary(string folder) => this.folder = folder;

    /// <summary>The official library of Standard Webhooks.</summary>
    public static ReceiverLibrary StandardWebhooks { get; } = new("tools");

    /// <summary>Defender's SDK.</summary>
    public static ReceiverLibrary Defender { get; } = new("compat");

    /// <summary>What the library says of each: null when it is good, otherwise why it is refused.</summary>
    public async Task<IReadOnlyList<string?>> VerifyAsync(string secret, params IEnumerable<Callback> callbacks)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["verify-callbacks.mjs"])
        {
            WorkingDirectory = Path.Combine(RepositoryRoot.Path, folder),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(callbacks.Select(one => new { secret, headers = one.Headers, body = one.Body, now = one.Now })));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, $"node could not verify anything; is the library installed? npm ci --prefix {folder}");
        return JsonSerializer.Deserialize<List<string?>>(output)!;
    }
}
