using Msq.Local.Contracts;

namespace Msq.Local.Commands;

/// <summary><c>Msq.Local deploy-contracts URL</c>: puts the forwarder and the samples on a development chain, unless they are there.</summary>
internal static class DeployContractsCommand
{
    public const string Name = "deploy-contracts";

    public static async Task<int> RunAsync(string chain)
    {
        if (!Uri.TryCreate(chain, UriKind.Absolute, out var url))
        {
            await Console.Error.WriteLineAsync($"error: '{chain}' is no URL of a node");
            return 2;
        }

        using var interruption = new Interruption();
        await DevelopmentContracts.DeployAsync(url, interruption.Token);
        Console.WriteLine($"The contracts are deployed: the forwarder is {DevelopmentContracts.Forwarder.ToChecksum()}");
        return 0;
    }
}
