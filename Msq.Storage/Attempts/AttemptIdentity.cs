using System.Security.Cryptography;
using System.Text;

namespace Msq.Storage.Attempts;

/// <summary>
/// What identifies an attempt at the relayer and on the chain alike: sender, target, value, calldata and gas limit. All of them come back
/// unchanged from both, also after gas bumps; a small offset in the gas limit keeps equal payloads apart.
/// </summary>
public static class AttemptIdentity
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    /// <summary>Computes the identity; hex in any letter case, value in decimal.</summary>
    /// <param name="chainId">The chain (EIP-155).</param>
    /// <param name="from">The sender.</param>
    /// <param name="to">The target; null for a contract creation, which no attempt ever is.</param>
    /// <param name="value">Wei, decimal without leading zeros.</param>
    /// <param name="data">Calldata with <c>0x</c>.</param>
    /// <param name="gasLimit">Units of gas.</param>
    public static byte[] Compute(ulong chainId, string from, string? to, string value, string data, ulong gasLimit)
    {
        var text = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{chainId}|{from.ToLowerInvariant()}|{to?.ToLowerInvariant()}|{value}|{gasLimit}|{data.ToLowerInvariant()}");
        return SHA256.HashData(Encoding.ASCII.GetBytes(text));
    }
}
