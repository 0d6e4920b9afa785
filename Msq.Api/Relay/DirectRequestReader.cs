using System.Globalization;
using System.Text.Json;
using Msq.Api.Clients;
using Msq.Ethereum.Hex;
using Msq.Ethereum.Values;
using Msq.Hosting.Pools;

namespace Msq.Api.Relay;

/// <summary>
/// Reads and checks <c>POST /relay/direct</c>. Nothing unchecked may reach a relayer: a malformed <c>to</c> or <c>data</c> would block its nonce.
/// </summary>
internal sealed class DirectRequestReader(PoolFile pools)
{
    public const ulong LeastGas = 21_000;
    public const ulong MostGas = 1_000_000_000;
    public const int LongestReference = 255;
    public static IReadOnlyList<string> Speeds { get; } = ["fastest", "fast", "average", "safeLow"];

    /// <summary>
    /// Reads the request; of use only while nothing is wrong with <paramref name="fields"/>. Whether <c>validUntil</c> has passed is not looked at:
    /// that depends on when the request came first.
    /// </summary>
    public DirectRequest Read(JsonElement json, ApiClient client, out FieldReader fields)
    {
        fields = new FieldReader(json, "to", "data", "value", "gasLimit", "speed", "validUntil", "pool", "reference");
        return new DirectRequest(
            To(fields), Data(fields), Value(fields), GasLimit(fields), Speed(fields), ValidUntil(fields), Pool(fields, client), Reference(fields));
    }

    private static string To(FieldReader fields)
    {
        if (fields.Text("to", required: true) is not { } text)
            return "";
        if (!Address.TryParse(text, out var address, out var error))
            fields.Wrong("to", error!);
        return address.ToString();
    }

    private static string Data(FieldReader fields)
    {
        var text = fields.Text("data") ?? "0x";
        if (!HexConvert.IsData(text))
            fields.Wrong("data", "must be 0x and an even number of hex digits");
        return text.ToLowerInvariant();
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

    private static string Speed(FieldReader fields)
    {
        var speed = fields.Text("speed") ?? "average";
        if (!Speeds.Contains(speed))
            fields.Wrong("speed", $"must be one of {string.Join(", ", Speeds)}");
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

    private string Pool(FieldReader fields, ApiClient client)
    {
        var name = fields.Text("pool") ?? client.Pools[0];
        if (pools.Pool(name) is null || !client.Pools.Contains(name))
            fields.Wrong("pool", $"must be one of {string.Join(", ", client.Pools)}");
        return name;
    }

    private static string? Reference(FieldReader fields)
    {
        var text = fields.Text("reference");
        if (text is { Length: 0 or > LongestReference } || text?.Any(char.IsControl) == true)
            fields.Wrong("reference", $"must be 1 to {LongestReference} characters, none of them a control character");
        return text;
    }
}
