using System.Text.Json.Nodes;
using Msq.Api.Facades.Signing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>Signs texts and typed data for OZ Relayer's SDK.</summary>
internal sealed class OzSigning : SigningDialect
{
    protected override IReadOnlyList<string> TypedDataFields { get; } = ["domain_separator", "hash_struct_message"];

    protected override string MessageRule => "must be a text";

    /// <summary>A signature as OZ Relayer writes it: hex without <c>0x</c>.</summary>
    public static JsonObject Json(Signature signature, int v) => new()
    {
        ["r"] = HexConvert.ToHex(UInt256.ToBytes32(signature.R), prefix: false),
        ["s"] = HexConvert.ToHex(UInt256.ToBytes32(signature.S), prefix: false),
        ["v"] = v,
        ["sig"] = HexConvert.ToHex(signature.To65Bytes(), prefix: false),
    };

    protected override string? Text(string message) => message;

    protected override IResult Answer(Signature signature) => OzEnvelope.Data(Json(signature, 27 + signature.RecoveryId));
}
