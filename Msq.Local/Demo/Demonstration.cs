using Msq.Ethereum.JsonRpc;

namespace Msq.Local.Demo;

/// <summary>Shows what Msq does: a client's own transaction, and a user's that the service pays for.</summary>
internal static class Demonstration
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <returns>0: all of it was confirmed and had its effect.</returns>
    /// <exception cref="DemoFailure">Something ended otherwise, or did not end in time.</exception>
    public static async Task<int> RunAsync(Uri apiUrl, Uri chainUrl, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        using var api = Development.CreateClient(apiUrl);
        using var http = new HttpClient();
        var chain = new JsonRpcClient(http, chainUrl);
        var screen = new DemoScreen();
        var client = new DemoClient(api, screen);
        try
        {
            await DemoTransaction.RunAsync(client, new EthereumNode(chain), screen, deadline.Token);
            await DemoGasless.RunAsync(client, chain, screen, deadline.Token);
            return 0;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DemoFailure($"it was not over after {Deadline.TotalSeconds:0} s");
        }
    }
}
