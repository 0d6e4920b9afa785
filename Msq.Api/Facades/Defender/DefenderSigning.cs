using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Msq.Api.Clients;
using Msq.Api.Facades.Signing;
using Msq.Api.Problems;
using Msq.Contracts.Messages;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Api.Facades.Defender;

/// <summary>Signs texts and typed data for Defender's SDK.</summary>
internal static class DefenderSigning
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static async Task<IResult> SignAsync(HttpContext context, RelayerSignatures signatures, CancellationToken cancellationToken)
    {
        var (fields, malformed) = await ForeignBody.ReadAsync(context.Request, json => new SigningFields(json, ["message"]), cancellationToken);
        if (fields is null)
            return malformed!;
        if (Text(fields.Values[0]) is not { } text)
            return ProblemResult.Validation("message", "must be 0x and hex digits, the UTF-8 of a text: OZ Relayer signs nothing else");
        if (SigningRelayer.Of(context.Client(), out var problem) is not { } relayer)
            return problem!;
        var (signature, trouble) = await signatures.SignAsync(new SignMessage(relayer, text), cancellationToken);
        return signature is { } signed ? Answer(signed) : trouble!;
    }

    public static async Task<IResult> SignTypedDataAsync(HttpContext context, RelayerSignatures signatures, CancellationToken cancellationToken)
    {
        var (fields, malformed) = await ForeignBody.ReadAsync(context.Request, json => new SigningFields(json, ["domainSeparator", "hashStructMessage"]), cancellationToken);
        if (fields is null)
            return malformed!;
        if (fields.WrongHash() is { } wrong)
            return wrong;
        if (SigningRelayer.Of(context.Client(), out var problem) is not { } relayer)
            return problem!;
        var (signature, trouble) = await signatures.SignAsync(new SignTypedData(relayer, fields.Values[0]!, fields.Values[1]!), cancellationToken);
        return signature is { } signed ? Answer(signed) : trouble!;
    }

    private static string? Text(string? hex)
    {
        if (!HexConvert.IsData(hex))
            return null;
        try
        {
            return StrictUtf8.GetString(HexConvert.ToBytes(hex!));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Ok<JsonObject> Answer(Signature signature) => TypedResults.Ok(new JsonObject
    {
        ["sig"] = HexConvert.ToHex(signature.To65Bytes()),
        ["r"] = HexConvert.ToHex(UInt256.ToBytes32(signature.R)),
        ["s"] = HexConvert.ToHex(UInt256.ToBytes32(signature.S)),
        ["v"] = 27 + signature.RecoveryId,
    });
}
