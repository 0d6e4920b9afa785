using System.Diagnostics;
using System.Text.Json;
using Msq.Local.Servers;

namespace Msq.Tests.Callbacks;

/// <summary>The official library, as receivers use it.</summary>
internal static class StandardWebhooks
{
    /// <summary>What the library says of each: null when it is good, otherwise why it is refused.</summary>
    public static async Task<IReadOnlyList<string?>> VerifyAsync(string secret, params IEnumerable<Callback> callbacks)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["verify-callbacks.mjs"])
        {
            WorkingDirectory = Path.Combine(RepositoryRoot.Path, "tools"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(callbacks.Select(one => new { secret, headers = one.Headers, body = one.Body, now = one.Now })));
        node.StandardInput.Close();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, "node could not verify anything; is standardwebhooks installed? npm ci --prefix tools");
        return JsonSerializer.Deserialize<List<string?>>(output)!;
    }
}
