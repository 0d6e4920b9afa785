using System.Numerics;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;
using Msq.Local;
using Msq.Local.Contracts;
using Msq.Local.Embedded;
using Msq.Local.Servers;
using Msq.Tests.DevRelayer;

namespace Msq.Tests.Examples;

/// <summary>What ./run starts, once for all examples.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ExampleStack : IAsyncLifetime, IDisposable, ICollectionFixture<ExampleStack>
{
    public const string Name = "examples";

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();
    private EmbeddedMsq msq = null!;

    /// <summary>What the programs are told of it.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment => [("MSQ_URL", msq.Url.ToString().TrimEnd('/')), ("MSQ_API_KEY", Development.ApiKey)];

    /// <summary>What a program of Defender's is told of it: the file that the example comes with, but for the port.</summary>
    public IEnumerable<(string Name, string Value)> DefenderEnvironment => File.ReadLines(Path.Combine(RepositoryRoot.Path, "examples/from-defender/msq.env"))
        .Select(line => line.Replace("http://localhost:8080", msq.Url.ToString().TrimEnd('/'), StringComparison.Ordinal).Split('=', 2)).Select(pair => (pair[0], pair[1]));

    public async Task InitializeAsync() => msq = await EmbeddedMsq.StartAsync(new EmbeddedOptions { Folder = folder.Path, Port = FreePort.Next() });

    public async Task DisposeAsync() => await msq.DisposeAsync();

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    /// <summary>What these accounts have, in wei.</summary>
    public async Task<BigInteger[]> BalancesAsync(IEnumerable<string> accounts) =>
        await Task.WhenAll(accounts.Select(account => Node.GetBalanceAsync(Address.Parse(account), CancellationToken.None)));

    /// <summary>How many sample tokens this account holds.</summary>
    public async Task<BigInteger> TokensAsync(string account)
    {
        var data = HexConvert.ToHex([.. AbiEncoder.Selector("balanceOf(address)"), .. AbiEncoder.Encode(Address.Parse(account))]);
        var answer = await Node.CallAsync(new CallRequest(Address.Zero, DevelopmentContracts.SampleNft, BigInteger.Zero, data), block: null, CancellationToken.None);
        return new AbiReader(HexConvert.ToBytes(answer.Result!.Value.GetString()!)).Number(0);
    }

    private EthereumNode Node => new(new JsonRpcClient(http, msq.Chain.Url));
}
