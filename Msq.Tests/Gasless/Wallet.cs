using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Msq.Ethereum.Abi;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.TypedData;
using Msq.Ethereum.Values;
using Msq.Local.Contracts;
using Msq.Local.Servers;

namespace Msq.Tests.Gasless;

/// <summary>A user with a key and no ether.</summary>
internal sealed class Wallet
{
    /// <summary>The domain of the development chain's forwarder.</summary>
    public static readonly TypedDataDomain Domain = new("MsqForwarder", "1", Anvil.ChainId, DevelopmentContracts.Forwarder);

    /// <summary>The counter's one function.</summary>
    public static readonly byte[] BumpSelector = AbiEncoder.Selector("bump(bytes32)");

    public EthereumKey Key { get; } = EthereumKey.Generate();

    public Address Address => Key.Address;

    /// <summary>A call of the counter, to be signed.</summary>
    public ForwardRequest Bump(ulong nonce, TimeSpan? validity = null) => new(
        Address, DevelopmentContracts.Counter, BigInteger.Zero, 100_000, nonce,
        (ulong)(TimeProvider.System.GetUtcNow() + (validity ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds(),
        [.. BumpSelector, .. Guid.CreateVersion7().ToByteArray(), .. new byte[16]]);

    public byte[] Sign(ForwardRequest request, TypedDataDomain? domain = null) => Key.Sign(request.Digest(domain ?? Domain)).To65Bytes();

    /// <summary>The body of a submission, signed.</summary>
    public string Body(ForwardRequest request, byte[]? signature = null) => Json(request, signature ?? Sign(request)).ToJsonString();

    public static JsonObject Json(ForwardRequest request, byte[] signature) => new()
    {
        ["request"] = new JsonObject
        {
            ["from"] = request.From.ToString(),
            ["to"] = request.To.ToString(),
            ["value"] = request.Value.ToString(CultureInfo.InvariantCulture),
            ["gas"] = request.Gas.ToString(CultureInfo.InvariantCulture),
            ["nonce"] = request.Nonce.ToString(CultureInfo.InvariantCulture),
            ["deadline"] = request.Deadline,
            ["data"] = HexConvert.ToHex(request.Data),
        },
        ["signature"] = HexConvert.ToHex(signature),
    };
}
