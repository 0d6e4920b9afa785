using System.Globalization;

namespace Msq.Hosting.Networks;

/// <summary>Chains by the names that Defender has for them.</summary>
public static class DefenderNetworks
{
    private static readonly Dictionary<string, ulong> ChainIds = new()
    {
        ["mainnet"] = 1,
        ["sepolia"] = 11155111,
        ["holesky"] = 17000,
        ["hoodi"] = 560048,
        ["matic"] = 137,
        ["amoy"] = 80002,
        ["matic-zkevm"] = 1101,
        ["bsc"] = 56,
        ["bsctest"] = 97,
        ["xdai"] = 100,
        ["avalanche"] = 43114,
        ["fuji"] = 43113,
        ["optimism"] = 10,
        ["optimism-sepolia"] = 11155420,
        ["arbitrum"] = 42161,
        ["arbitrum-sepolia"] = 421614,
        ["base"] = 8453,
        ["base-sepolia"] = 84532,
        ["linea"] = 59144,
        ["linea-sepolia"] = 59141,
        ["scroll"] = 534352,
        ["scroll-sepolia"] = 534351,
        ["celo"] = 42220,
        ["fantom"] = 250,
        ["moonbeam"] = 1284,
        ["moonriver"] = 1285,
        ["mantle"] = 5000,
        ["zksync"] = 324,
        ["zksync-sepolia"] = 300,
        ["unichain"] = 130,
        ["unichain-sepolia"] = 1301,
    };

    /// <summary>The chain's name; <c>chain-N</c> for one that Defender has none for.</summary>
    public static string Name(ulong chainId) =>
        ChainIds.FirstOrDefault(one => one.Value == chainId).Key ?? string.Create(CultureInfo.InvariantCulture, $"chain-{chainId}");

    /// <summary>The chain of that name; null when Defender has no such name.</summary>
    public static ulong? ChainId(string name) => ChainIds.TryGetValue(name, out var chain) ? chain : null;
}
