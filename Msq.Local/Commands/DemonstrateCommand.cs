using Msq.Local.Demo;

namespace Msq.Local.Commands;

/// <summary><c>Msq.Local demonstrate API CHAIN</c>: the demonstration, with an Msq and a development chain that run already.</summary>
internal static class DemonstrateCommand
{
    public const string Name = "demonstrate";

    /// <param name="api">The API's base URL; it knows the development key.</param>
    /// <param name="chain">JSON-RPC of the chain, with the development contracts on it.</param>
    /// <returns>The exit code: 0 if all of it was confirmed and had its effect.</returns>
    public static async Task<int> RunAsync(string api, string chain)
    {
        if (!Uri.TryCreate(api, UriKind.Absolute, out var apiUrl) || !Uri.TryCreate(chain, UriKind.Absolute, out var chainUrl))
        {
            await Console.Error.WriteLineAsync($"error: '{api}' and '{chain}' must be the URLs of the API and of a node");
            return 2;
        }

        using var interruption = new Interruption();
        try
        {
            return await Demonstration.RunAsync(apiUrl, chainUrl, interruption.Token);
        }
        catch (Exception e) when (e is DemoFailure or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return 130;
        }
    }
}
