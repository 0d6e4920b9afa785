using System.Numerics;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;

namespace Msq.Ethereum.Forwarding;

/// <summary>What a user signs for OpenZeppelin's <c>ERC2771Forwarder</c> (Contracts 5.x): a call that somebody else pays for.</summary>
/// <param name="From">The signer, in whose name the call is made.</param>
/// <param name="To">The target.</param>
/// <param name="Value">Wei that the call carries.</param>
/// <param name="Gas">Units of gas that the call gets at least.</param>
/// <param name="Nonce">The signer's nonce at the forwarder.</param>
/// <param name="Deadline">The last second (Unix time, uint48) of the block that may execute it.</param>
/// <param name="Data">Calldata.</param>
public sealed record ForwardRequest(Address From, Address To, BigInteger Value, BigInteger Gas, BigInteger Nonce, ulong Deadline, byte[] Data)
{
    /// <summary>The struct type's name.</summary>
    public const string TypeName = "ForwardRequest";

    /// <summary>The latest deadline: uint48.</summary>
    public const ulong LatestDeadline = (1UL << 48) - 1;

    private static readonly TypedDataEncoder Encoder = new(new Dictionary<string, IReadOnlyList<TypedDataField>> { [TypeName] = Fields });

    /// <summary>The struct's members, in the order of the contract.</summary>
    public static IReadOnlyList<TypedDataField> Fields =>
    [
        new("from", "address"), new("to", "address"), new("value", "uint256"), new("gas", "uint256"), new("nonce", "uint256"),
        new("deadline", "uint48"), new("data", "bytes"),
    ];

    /// <summary>The digest that its signer signs (EIP-712).</summary>
    public byte[] Digest(TypedDataDomain domain) => Encoder.Digest(domain.Separator(), TypeName, new Dictionary<string, object>
    {
        ["from"] = From,
        ["to"] = To,
        ["value"] = Value,
        ["gas"] = Gas,
        ["nonce"] = Nonce,
        ["deadline"] = new BigInteger(Deadline),
        ["data"] = Data,
    });
}
