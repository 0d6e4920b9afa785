using System.Text.Json.Nodes;
using Msq.Api.Clients;
using Msq.Api.Facades.Signing;
using Msq.Api.Problems;
using Msq.Contracts.Messages;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Api.Facades.OzRelayer;

/// <summary>Signs texts and typed data for OZ Relayer's SDK.</summary>
internal static class OzSigning
{
    public static async Task<IResult> SignAsync(HttpContext context, string relayer, RelayerSignatures signatures, CancellationToken cancellationToken)
    {
        var (fields, malformed) = await ForeignBody.ReadAsync(context.Request, json => new SigningFields(json, ["message"]), cancellationToken);
        if (fields is null)
            return malformed!;
        if (fields.Values[0] is not { } message)
            return ProblemResult.Validation("message", "must be a text");
        if (Refuse(context, relayer) is { } refusal)
            return refusal;
        return Answer(await signatures.SignAsync(new SignMessage(relayer, message), cancellationToken));
    }

    public static async Task<IResult> SignTypedDataAsync(HttpContext context, string relayer, RelayerSignatures signatures, CancellationToken cancellationToken)
    {
        var (fields, malformed) = await ForeignBody.ReadAsync(context.Request, json => new SigningFields(json, ["domain_separator", "hash_struct_message"]), cancellationToken);
        if (fields is null)
            return malformed!;
        if ((fields.WrongHash() ?? Refuse(context, relayer)) is { } refusal)
            return refusal;
        return Answer(await signatures.SignAsync(new SignTypedData(relayer, fields.Values[0]!, fields.Values[1]!), cancellationToken));
    }

    /// <summary>A signature as OZ Relayer writes it: hex without <c>0x</c>.</summary>
    public static JsonObject Json(Signature signature, int v) => new()
    {
        ["r"] = HexConvert.ToHex(UInt256.ToBytes32(signature.R), prefix: false),
        ["s"] = HexConvert.ToHex(UInt256.ToBytes32(signature.S), prefix: false),
        ["v"] = v,
        ["sig"] = HexConvert.ToHex(signature.To65Bytes(), prefix: false),
    };

    private static IResult? Refuse(HttpContext context, string relayer)
    {
        if (SigningRelayer.Of(context.Client(), out var problem) is not { } own)
            return problem;
        return own == relayer ? null : OzEnvelope.NoSuchRelayer(relayer);
    }

    private static IResult Answer((Signature? Signature, ProblemResult? Problem) answer) =>
        answer.Signature is { } signed ? OzEnvelope.Data(Json(signed, 27 + signed.RecoveryId)) : answer.Problem!;
}
