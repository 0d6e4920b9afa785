using System.Text.Json;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Clients;

namespace Msq.Api.Gasless;

/// <summary>Reads and checks the shape of <c>POST /relay/gasless</c>.</summary>
internal sealed class GaslessRequestReader(RequestFields requestFields)
{
    // A contract's signature (EIP-1271) may be of any length; this is what a multisig with a hundred owners needs.
    private const int LongestSignature = 8192;

    /// <summary>Reads the request; of use only while nothing is wrong with <paramref name="fields"/>.</summary>
    public SignedRequest? Read(JsonElement json, ApiClient client, out FieldReader fields)
    {
        fields = new FieldReader(json, "request", "signature", "pool", "reference", "callbackUrl");
        var request = fields.Object("request", "from", "to", "value", "gas", "nonce", "deadline", "data") is { } inner ? ReadRequest(inner) : null;
        var signature = RequestFields.Data(fields, "signature", required: true);
        if (signature.Length > LongestSignature)
            fields.Wrong("signature", $"must be at most {LongestSignature} bytes long");
        var pool = requestFields.ForwardingPool(fields, client);
        var reference = RequestFields.Reference(fields);
        var callbackUrl = RequestFields.CallbackUrl(fields, client);
        return fields.IsValid ? new SignedRequest(request!, signature, pool!, reference, callbackUrl) : null;
    }

    private static ForwardRequest ReadRequest(FieldReader fields) => new(
        RequestFields.Address(fields, "from"),
        RequestFields.Address(fields, "to"),
        RequestFields.Whole(fields, "value", Ethereum.Values.UInt256.Max),
        RequestFields.Whole(fields, "gas", Ethereum.Values.UInt256.Max),
        // Nonces are counted up from zero: no signer ever gets beyond 2^63.
        RequestFields.Whole(fields, "nonce", long.MaxValue),
        (ulong)RequestFields.Whole(fields, "deadline", ForwardRequest.LatestDeadline),
        RequestFields.Data(fields, "data", required: true));
}
