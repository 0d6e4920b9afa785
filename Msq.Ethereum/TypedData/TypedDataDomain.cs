using System.Numerics;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.TypedData;

/// <summary>What a signature is good for (EIP-712): the domain of a contract, with the four members that EIP-2771 forwarders have.</summary>
/// <param name="Name">The contract's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="VerifyingContract">The contract.</param>
public sealed record TypedDataDomain(string Name, string Version, ulong ChainId, Address VerifyingContract)
{
    /// <summary>The struct type's name.</summary>
    public const string TypeName = "EIP712Domain";

    private static readonly TypedDataEncoder Encoder = new(new Dictionary<string, IReadOnlyList<TypedDataField>> { [TypeName] = Fields });

    /// <summary>The domain's members.</summary>
    public static IReadOnlyList<TypedDataField> Fields =>
        [new("name", "string"), new("version", "string"), new("chainId", "uint256"), new("verifyingContract", "address")];

    /// <summary>The domain separator, 32 bytes.</summary>
    public byte[] Separator() => Encoder.HashStruct(TypeName, new Dictionary<string, object>
    {
        ["name"] = Name,
        ["version"] = Version,
        ["chainId"] = new BigInteger(ChainId),
        ["verifyingContract"] = VerifyingContract,
    });
}
