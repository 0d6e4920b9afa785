using System.Globalization;
using System.Text.Json;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting;
using Msq.Hosting.Clients;
using Msq.Hosting.OzRelayer;

namespace Msq.Api.Relay;

/// <summary>
/// Reads and checks <c>POST /relay/direct</c>. Nothing unchecked may reach a relayer: a malformed <c>to</c> or <c>data</c> would block its nonce.
/// </summary>
internal sealed class DirectRequestReader(RequestFields requestFields)
{
    public const ulong LeastGas = 21_000;
    public const ulong MostGas = 1_000_000_000;

    /// <summary>
    /// Reads the request; of use only while nothing is wrong with <paramref name="fields"/>. Whether <c>validUntil</c> has passed is not looked at:
    /// that depends on when the request came first.
    /// </summary>
    public DirectRequest Read(JsonElement json, ApiClient client, out FieldReader fields)
    {
        fields = new FieldReader(json, "to", "data", "value", "gasLimit", "speed", "validUntil", "pool", "reference", "callbackUrl");
        return new DirectRequest(
            RequestFields.Address(fields, "to").ToString(), HexConvert.ToHex(RequestFields.Data(fields, "data")), Value(fields), GasLimit(fields), ReadSpeed(fields),
            ValidUntil(fields), requestFields.Pool(fields, client)?.Name ?? "", RequestFields.Reference(fields), RequestFields.CallbackUrl(fields, client));
    }

    private static string Value(FieldReader fields)
    {
        var text = fields.Text("value") ?? "0";
        if (!UInt256.TryParseDecimal(text, out _, out var error))
            fields.Wrong("value", $"{error}: wei, like \"1000000000000000000\"");
        return text;
    }

    private static ulong? GasLimit(FieldReader fields)
    {
        if (fields.Value("gasLimit") is not { } value)
            return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => fields.Text("gasLimit"),
            _ => null,
        };
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gas) && gas is >= LeastGas and <= MostGas)
            return gas;
        fields.Wrong("gasLimit", $"must be a whole number of gas from {LeastGas} to {MostGas}");
        return null;
    }

    private static string ReadSpeed(FieldReader fields)
    {
        var speed = fields.Text("speed") ?? Speed.Default;
        if (!Speed.All.Contains(speed))
            fields.Wrong("speed", $"must be one of {string.Join(", ", Speed.All)}");
        return speed;
    }

    private static DateTime? ValidUntil(FieldReader fields)
    {
        if (fields.Text("validUntil") is not { } text)
            return null;
        if (!Rfc3339.TryParse(text, out var until))
            fields.Wrong("validUntil", "must be an RFC 3339 time with an offset, like 2030-01-31T12:00:00Z");
        return until;
    }
}
