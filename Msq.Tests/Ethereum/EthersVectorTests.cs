using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;
using Msq.Local.Servers;

namespace Msq.Tests.Ethereum;

/// <summary>Generated forward requests, with their edges, against what ethers v6 makes of them.</summary>
public sealed class EthersVectorTests
{
    private const int Count = 300;

    [Fact]
    public async Task Every_request_is_hashed_and_signed_as_ethers_does()
    {
        var lines = await GenerateAsync();

        Assert.Equal(Count, lines.Count);
        Assert.All(lines, vector =>
        {
            var (domain, request) = (Domain(vector.GetProperty("domain")), Request(vector.GetProperty("message")));
            var digest = request.Digest(domain);
            var signature = new EthereumKey(HexConvert.ToBytes(Text(vector, "privateKey"))).Sign(digest);

            Assert.Equal(Text(vector, "domainSeparator"), HexConvert.ToHex(domain.Separator()));
            Assert.Equal(Text(vector, "digest"), HexConvert.ToHex(digest));
            Assert.Equal(Text(vector, "signature"), HexConvert.ToHex(signature.To65Bytes()));
            foreach (var form in new[] { "signature", "compactSignature" })
                Assert.Equal(request.From, EthereumKey.Recover(digest, Signature.Read(HexConvert.ToBytes(Text(vector, form)))!.Value));
        });
    }

    private static async Task<IReadOnlyList<JsonElement>> GenerateAsync()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "solidity");
        using var node = Process.Start(new ProcessStartInfo("node", ["scripts/typed-data-vectors.mjs", "msq", Count.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, "node could not generate the vectors; is ethers installed? npm ci --prefix solidity");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static TypedDataDomain Domain(JsonElement json) => new(
        Text(json, "name"), Text(json, "version"), (ulong)Number(json, "chainId"), Address.Parse(Text(json, "verifyingContract")));

    private static ForwardRequest Request(JsonElement json) => new(
        Address.Parse(Text(json, "from")), Address.Parse(Text(json, "to")), Number(json, "value"), Number(json, "gas"), Number(json, "nonce"),
        (ulong)Number(json, "deadline"), HexConvert.ToBytes(Text(json, "data")));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static BigInteger Number(JsonElement json, string name) => BigInteger.Parse(Text(json, name), CultureInfo.InvariantCulture);
}
