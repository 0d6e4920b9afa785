using System.Text;
using System.Text.Json.Nodes;
using Msq.Api.Facades.Signing;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Signing;
using Msq.Ethereum.Values;

namespace Msq.Api.Facades.Defender;

/// <summary>Signs texts and typed data for Defender's SDK.</summary>
internal sealed class DefenderSigning : SigningDialect
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    protected override IReadOnlyList<string> TypedDataFields { get; } = ["domainSeparator", "hashStructMessage"];

    protected override string MessageRule => "must be 0x and hex digits, the UTF-8 of a text: OZ Relayer signs nothing else";

    protected override string? Text(string message)
    {
        if (!HexConvert.IsData(message))
            return null;
        try
        {
            return StrictUtf8.GetString(HexConvert.ToBytes(message));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    protected override IResult Answer(Signature signature) => TypedResults.Ok(new JsonObject
    {
        ["sig"] = HexConvert.ToHex(signature.To65Bytes()),
        ["r"] = HexConvert.ToHex(UInt256.ToBytes32(signature.R)),
        ["s"] = HexConvert.ToHex(UInt256.ToBytes32(signature.S)),
        ["v"] = 27 + signature.RecoveryId,
    });
}
