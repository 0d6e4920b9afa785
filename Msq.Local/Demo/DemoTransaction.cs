using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Msq.Ethereum.JsonRpc;
using Msq.Ethereum.Values;

namespace Msq.Local.Demo;

/// <summary>Sends one transaction over REST, shows what becomes of it, and checks on the chain that it did what it should, once.</summary>
internal static class DemoTransaction
{
    private static readonly BigInteger Amount = BigInteger.Pow(10, 16); // 0.01 ether, in wei

    /// <exception cref="DemoFailure">It was not confirmed, or the balance of the receiver changed by something else than the amount.</exception>
    public static async Task RunAsync(DemoClient api, EthereumNode chain, DemoScreen screen, CancellationToken cancellation)
    {
        var receiver = Address.FromBytes(RandomNumberGenerator.GetBytes(20));
        var before = await chain.GetBalanceAsync(receiver, cancellation);
        Console.WriteLine($"\nPOST /api/v1/relay/direct: {Amount} wei (0.01 ether) to {receiver.ToChecksum()}, a new account");
        await api.ConfirmAsync("/relay/direct", new { to = receiver.ToString(), value = Amount.ToString(CultureInfo.InvariantCulture) }, cancellation);

        var change = await chain.GetBalanceAsync(receiver, cancellation) - before;
        screen.Line("balance", $"+{change} wei on chain");
        if (change != Amount) throw new DemoFailure($"the balance of {receiver} changed by {change} wei instead of {Amount}");
        Console.WriteLine("\nConfirmed, and the balance on chain changed by exactly that amount.");
    }
}
