using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Signing;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;
using Msq.Local.Contracts;

namespace Msq.Local.Demo;

/// <summary>A wallet that owns tokens and no ether signs a transfer; the service pays for it, and the token moves as if the wallet had sent it.</summary>
internal static class DemoGasless
{
    private static readonly BigInteger Amount = 25;

    /// <exception cref="DemoFailure">It was not confirmed, or the tokens did not move from the wallet to the receiver.</exception>
    public static async Task RunAsync(DemoClient api, JsonRpcClient chain, DemoScreen screen, CancellationToken cancellation)
    {
        var node = new EthereumNode(chain);
        var wallet = EthereumKey.Generate();
        var receiver = Address.FromBytes(RandomNumberGenerator.GetBytes(20));
        await SampleTokenCalls.MintAsync(chain, wallet.Address, Amount, cancellation);
        var ether = await node.GetBalanceAsync(wallet.Address, cancellation);

        Console.WriteLine($"\nPOST /api/v1/relay/gasless: {wallet.Address.ToChecksum()}, which owns {Amount} tokens and {ether} wei, signs a transfer of its tokens to {receiver.ToChecksum()}");
        var data = await api.PostAsync(
            "/relay/gasless/typed-data",
            new { from = wallet.Address.ToString(), to = DevelopmentContracts.SampleToken.ToString(), data = SampleTokenCalls.Transfer(receiver, Amount) },
            HttpStatusCode.OK, cancellation);
        await api.ConfirmAsync("/relay/gasless", new { request = data.GetProperty("message"), signature = Sign(wallet, data) }, cancellation);

        var (left, arrived) = (await SampleTokenCalls.BalanceAsync(node, wallet.Address, cancellation), await SampleTokenCalls.BalanceAsync(node, receiver, cancellation));
        screen.Line("tokens", $"{left} with the wallet, {arrived} with the receiver");
        if (!left.IsZero || arrived != Amount) throw new DemoFailure($"the wallet has {left} tokens and the receiver {arrived}");
        Console.WriteLine("\nConfirmed: the token saw the wallet as the sender (_msgSender), and a relayer paid.");
    }

    private static string Sign(EthereumKey wallet, JsonElement data)
    {
        var (domain, message) = (data.GetProperty("domain"), data.GetProperty("message"));
        var request = new ForwardRequest(
            Address.Parse(Text(message, "from")), Address.Parse(Text(message, "to")), Number(message, "value"), Number(message, "gas"), Number(message, "nonce"),
            (ulong)Number(message, "deadline"), HexConvert.ToBytes(Text(message, "data")));
        var digest = request.Digest(new TypedDataDomain(
            Text(domain, "name"), Text(domain, "version"), domain.GetProperty("chainId").GetUInt64(), Address.Parse(Text(domain, "verifyingContract"))));
        return HexConvert.ToHex(wallet.Sign(digest).To65Bytes());
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static BigInteger Number(JsonElement json, string name) => UInt256.TryParseDecimal(Text(json, name), out var number, out var error)
        ? number
        : throw new DemoFailure($"the typed data's {name} {error}");
}
