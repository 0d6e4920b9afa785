using System.Text.Json;
using Msq.Sdk.Requests;

namespace Msq.Sdk;

/// <summary>What a user has to sign (EIP-712).</summary>
/// <param name="Types">The struct types by name.</param>
/// <param name="PrimaryType">The message's type.</param>
/// <param name="Domain">What the signature is good for.</param>
/// <param name="Message">The request; it goes into <see cref="GaslessTransaction.Request"/> as it is.</param>
public sealed record TypedData(IReadOnlyDictionary<string, IReadOnlyList<TypedDataField>> Types, string PrimaryType, TypedDataDomain Domain, ForwardRequest Message)
{
    /// <summary>As a wallet takes it: the second parameter of <c>eth_signTypedData_v4</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MsqJson.Options);
}

/// <summary>A member of a struct type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its Solidity type.</param>
public sealed record TypedDataField(string Name, string Type);

/// <summary>The domain of a signature.</summary>
/// <param name="Name">The forwarder's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="VerifyingContract">The forwarder.</param>
public sealed record TypedDataDomain(string Name, string Version, ulong ChainId, string VerifyingContract);
