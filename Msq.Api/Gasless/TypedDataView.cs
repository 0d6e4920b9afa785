using System.Globalization;
using Msq.Ethereum.Forwarding;
using Msq.Ethereum.Hex;
using Msq.Ethereum.TypedData;

namespace Msq.Api.Gasless;

/// <summary>Typed data as <c>eth_signTypedData_v4</c> takes it (EIP-712). Numbers in the message are decimal strings.</summary>
/// <param name="Types">The struct types by name.</param>
/// <param name="PrimaryType">The message's type.</param>
/// <param name="Domain">What the signature is good for.</param>
/// <param name="Message">The request.</param>
public sealed record TypedDataView(
    IReadOnlyDictionary<string, IReadOnlyList<TypedDataField>> Types, string PrimaryType, TypedDataDomainView Domain, ForwardRequestView Message)
{
    internal static TypedDataView Of(TypedDataDomain domain, ForwardRequest request) => new(
        new Dictionary<string, IReadOnlyList<TypedDataField>> { [TypedDataDomain.TypeName] = TypedDataDomain.Fields, [ForwardRequest.TypeName] = ForwardRequest.Fields },
        ForwardRequest.TypeName,
        new TypedDataDomainView(domain.Name, domain.Version, domain.ChainId, domain.VerifyingContract.ToChecksum()),
        new ForwardRequestView(
            request.From.ToChecksum(), request.To.ToChecksum(), request.Value.ToString(CultureInfo.InvariantCulture), request.Gas.ToString(CultureInfo.InvariantCulture),
            request.Nonce.ToString(CultureInfo.InvariantCulture), request.Deadline.ToString(CultureInfo.InvariantCulture), HexConvert.ToHex(request.Data)));
}

/// <summary>The domain.</summary>
public sealed record TypedDataDomainView(string Name, string Version, ulong ChainId, string VerifyingContract);

/// <summary>The request: what goes into <c>request</c> of <c>POST /relay/gasless</c> as it is.</summary>
public sealed record ForwardRequestView(string From, string To, string Value, string Gas, string Nonce, string Deadline, string Data);
