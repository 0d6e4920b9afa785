using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Msq.Ethereum.Hashing;
using Msq.Ethereum.Signing;
using Msq.Local.DevRelayer.Lifecycle;

namespace Msq.Local.DevRelayer.Http;

/// <summary>Signs messages with a relayer's key: plain ones (EIP-191) and typed data that is hashed already (EIP-712).</summary>
internal sealed class SignApi(RelayerApi relayers)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/relayers/{id}/sign", SignAsync);
        routes.MapPost("/relayers/{id}/sign-typed-data", SignTypedDataAsync);
        routes.MapPost("/relayers/{id}/sign-transaction", (string id) => Refuse(id, "sign_transaction not supported for EVM"));
    }

    private async Task<IResult> SignAsync(string id, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var relayer = relayers.FindActive(id);
        return Answer(relayer, PersonalMessage.SigningHash(Encoding.UTF8.GetBytes(Field(body, "message"))));
    }

    private async Task<IResult> SignTypedDataAsync(string id, HttpRequest request)
    {
        var body = await JsonBody.ReadAsync(request);
        var relayer = relayers.FindActive(id);
        byte[] message = [0x19, 0x01, .. Hash(body, "domain_separator", "domain separator"), .. Hash(body, "hash_struct_message", "hash struct message")];
        return Answer(relayer, Keccak256.Hash(message));
    }

    private IResult Refuse(string id, string reason)
    {
        relayers.FindActive(id);
        throw ApiException.BadRequest(reason);
    }

    private static IResult Answer(Relayer relayer, byte[] hash)
    {
        var (r, s, parity) = Signer.SignHash(hash, relayer);
        return Envelope.Data(new JsonObject { ["r"] = r, ["s"] = s, ["v"] = parity + 27, ["sig"] = $"{r}{s}{parity + 27:x2}" });
    }

    private static string Field(JsonElement body, string name)
    {
        if (body.ValueKind != JsonValueKind.Object) throw Shape.InvalidType(body, "a map");
        return body.TryGetProperty(name, out var value) ? Shape.String(value) : throw Shape.MissingField(name);
    }

    private static byte[] Hash(JsonElement body, string name, string words)
    {
        var text = Field(body, name);
        var digits = text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw ApiException.Internal($"Failed to sign transaction: Invalid {words}: 32 bytes of hex are needed");
    }
}
