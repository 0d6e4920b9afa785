using System.Text.Json;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Rlp;
using Msq.Ethereum.Values;
using Msq.Local.Servers;

namespace Msq.Local.Contracts;

/// <summary>
/// The contracts on a development chain, deployed from anvil's first account (the relayers use the others: a key that is used outside its relayer breaks its nonces). Their
/// addresses follow from that account's nonces, so they are the same on every chain.
/// </summary>
public static class DevelopmentContracts
{
    /// <summary>Anvil's first account, which owns the samples.</summary>
    public static readonly Address Deployer = Address.Parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

    /// <summary>The ERC-2771 forwarder.</summary>
    public static readonly Address Forwarder = Created(0);

    /// <summary>An ERC-20 that trusts the forwarder.</summary>
    public static readonly Address SampleToken = Created(1);

    /// <summary>An ERC-721 that trusts the forwarder.</summary>
    public static readonly Address SampleNft = Created(2);

    /// <summary>Counts how often it was called with each mark.</summary>
    public static readonly Address Counter = Created(3);

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "solidity", "build");

    /// <summary>Deploys them, unless the chain has them already.</summary>
    /// <exception cref="ServerStartException">The chain did not take them.</exception>
    public static async Task DeployAsync(Uri chain, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var client = new JsonRpcClient(http, chain);
        var node = new EthereumNode(client);
        if ((await node.GetCodeAsync(Counter, cancellation)).Length > 0) return;

        (string Name, Address Address, object[] Arguments)[] contracts =
        [
            ("MsqForwarder", Forwarder, ["MsqForwarder"u8.ToArray()]),
            ("SampleToken", SampleToken, [Forwarder, Deployer]),
            ("SampleNft", SampleNft, [Forwarder, Deployer]),
            ("Counter", Counter, []),
        ];
        var creations = new List<(Address?, string)>();
        foreach (var (name, _, arguments) in contracts)
            creations.Add((null, await ReadAsync(name, cancellation) + HexConvert.ToHex(AbiEncoder.Encode(arguments), prefix: false)));
        var receipts = await DeployerAccount.SendAsync(client, creations, cancellation);
        foreach (var ((name, address, _), receipt) in contracts.Zip(receipts))
            if (!receipt.Succeeded || (await node.GetCodeAsync(address, cancellation)).Length == 0)
                throw new ServerStartException($"{name} was not deployed to {address}: is {Deployer} used for something else on {chain}?");
    }

    private static Address Created(ulong nonce) =>
        Address.FromBytes(Keccak256.Hash(RlpEncoder.List(RlpEncoder.Bytes(Deployer.ToBytes()), RlpEncoder.Number(nonce))).AsSpan(12));

    private static async Task<string> ReadAsync(string name, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(Folder, $"{name}.json"));
        using var json = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
        return json.RootElement.GetProperty("bytecode").GetString()!;
    }
}
