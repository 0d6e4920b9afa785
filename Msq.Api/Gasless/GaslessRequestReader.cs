using System.Text.Json;
using Msq.Api.Clients;
using Msq.Api.Relay;
using Msq.Ethereum.Forwarding;
using Msq.Hosting.Pools;

namespace Msq.Api.Gasless;

/// <summary>Reads and checks the shape of <c>POST /relay/gasless</c>.</summary>
internal sealed class GaslessRequestReader(CommonFields common)
{
    // A contract's signature (EIP-1271) may be of any length; this is what a multisig with a hundred owners needs.
    private const int LongestSignature = 8192;

    /// <summary>Reads the request; of use only while nothing is wrong with <paramref name="fields"/>.</summary>
    public SignedRequest? Read(JsonElement json, ApiClient client, out FieldReader fields)
    {
        fields = new FieldReader(json, "request", "signature", "pool", "reference");
        var request = fields.Object("request", "from", "to", "value", "gas", "nonce", "deadline", "data") is { } inner ? ReadRequest(inner) : null;
        var signature = CommonFields.Data(fields, "signature", required: true);
        if (signature.Length > LongestSignature)
            fields.Wrong("signature", $"must be at most {LongestSignature} bytes long");
        var pool = PoolWithForwarder(fields, client);
        var reference = CommonFields.Reference(fields);
        return fields.IsValid ? new SignedRequest(request!, signature, pool!, reference) : null;
    }

    /// <summary>The pool, which must have a forwarder.</summary>
    public Pool? PoolWithForwarder(FieldReader fields, ApiClient client)
    {
        var pool = common.Pool(fields, client);
        if (pool is { Forwarder: null })
            fields.Wrong("pool", $"'{pool.Name}' has no forwarder: it takes no gasless requests");
        return pool;
    }

    private static ForwardRequest ReadRequest(FieldReader fields) => new(
        CommonFields.Address(fields, "from"),
        CommonFields.Address(fields, "to"),
        CommonFields.Whole(fields, "value", Ethereum.Values.UInt256.Max),
        CommonFields.Whole(fields, "gas", Ethereum.Values.UInt256.Max),
        // Nonces are counted up from zero: no signer ever gets beyond 2^63.
        CommonFields.Whole(fields, "nonce", long.MaxValue),
        (ulong)CommonFields.Whole(fields, "deadline", ForwardRequest.LatestDeadline),
        CommonFields.Data(fields, "data", required: true));
}
