using System.Numerics;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Hex;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Local.Contracts;

/// <summary>The sample token, as far as a demonstration needs it. Amounts in its smallest unit.</summary>
public static class SampleTokenCalls
{
    /// <summary>Calldata of a transfer.</summary>
    public static string Transfer(Address to, BigInteger amount) => Call("transfer(address,uint256)", to, amount);

    /// <summary>What an account has.</summary>
    public static async Task<BigInteger> BalanceAsync(EthereumNode node, Address account, CancellationToken cancellation)
    {
        var answer = await node.CallAsync(
            new CallRequest(Address.Zero, DevelopmentContracts.SampleToken, BigInteger.Zero, Call("balanceOf(address)", account)), block: null, cancellation);
        return new AbiReader(HexConvert.ToBytes(answer.Result!.Value.GetString()!)).Number(0);
    }

    /// <summary>Has the token's owner, whose key the development chain holds, make new tokens.</summary>
    public static Task MintAsync(JsonRpcClient chain, Address to, BigInteger amount, CancellationToken cancellation) =>
        DeployerAccount.SendAsync(chain, [(DevelopmentContracts.SampleToken, Call("mint(address,uint256)", to, amount))], cancellation);

    private static string Call(string function, params object[] arguments) => HexConvert.ToHex([.. AbiEncoder.Selector(function), .. AbiEncoder.Encode(arguments)]);
}
