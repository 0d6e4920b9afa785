using System.Globalization;
using System.Text;
using Msq.Ethereum.Hashing;

namespace Msq.Ethereum.Signing;

/// <summary>A message that a person signs (EIP-191, version <c>0x45</c>): its prefix keeps it from being a transaction.</summary>
public static class PersonalMessage
{
    /// <summary>What is signed.</summary>
    public static byte[] SigningHash(ReadOnlySpan<byte> message) => Keccak256.Hash(
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\u0019Ethereum Signed Message:\n{message.Length}")), .. message]);
}
