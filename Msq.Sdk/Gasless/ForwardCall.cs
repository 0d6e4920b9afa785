using System.Numerics;
using System.Text.Json.Serialization;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>A call that a user is to sign.</summary>
/// <param name="From">The user.</param>
/// <param name="To">The target, which must trust the forwarder (ERC-2771).</param>
public sealed record ForwardCall(string From, string To)
{
    /// <summary>Calldata, as 0x and hex digits; null for none.</summary>
    public string? Data { get; init; }

    /// <summary>Wei that go along; the client's policy has to allow them.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger Value { get; init; }

    /// <summary>Units of gas for the call; null to have it estimated.</summary>
    [JsonConverter(typeof(WholeNumber))]
    public BigInteger? Gas { get; init; }

    /// <summary>When the signature is good no more, in Unix seconds; null for an hour from now.</summary>
    public long? Deadline { get; init; }

    /// <summary>The pool, which says the chain and the forwarder; null for the client's first one.</summary>
    public string? Pool { get; init; }
}

/// <summary>A user's request as it is signed (ERC-2771).</summary>
/// <param name="From">The user.</param>
/// <param name="To">The target.</param>
/// <param name="Value">Wei.</param>
/// <param name="Gas">Units of gas for the call.</param>
/// <param name="Nonce">The user's nonce at the forwarder.</param>
/// <param name="Deadline">Unix seconds.</param>
/// <param name="Data">Calldata, as 0x and hex digits.</param>
public sealed record ForwardRequest(
    string From,
    string To,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger Value,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger Gas,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger Nonce,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger Deadline,
    string Data);

/// <summary>A request with its user's signature.</summary>
/// <param name="Request">What was signed.</param>
/// <param name="Signature">0x and hex digits: 65 bytes, 64 in the compact form of EIP-2098, or a contract's (EIP-1271).</param>
public sealed record GaslessTransaction(ForwardRequest Request, string Signature)
{
    /// <summary>The pool; null for the client's first one.</summary>
    public string? Pool { get; init; }

    /// <summary>A word of one's own to find it by.</summary>
    public string? Reference { get; init; }

    /// <summary>Where to tell of it, at a host that the client's entry allows, besides the client's own endpoints; null for nowhere.</summary>
    public Uri? CallbackUrl { get; init; }
}

/// <summary>Where a user stands at the forwarder.</summary>
/// <param name="Address">The user.</param>
/// <param name="Nonce">The lowest nonce that is neither used on chain nor taken by a request: the one to sign.</param>
/// <param name="OnChainNonce">The next nonce on chain.</param>
/// <param name="Forwarder">The forwarder.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
public sealed record SignerNonce(
    string Address,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger Nonce,
    [property: JsonConverter(typeof(WholeNumber))] BigInteger OnChainNonce,
    string Forwarder,
    ulong ChainId);
