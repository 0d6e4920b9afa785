using System.Text.Json;
using System.Text.Json.Nodes;

namespace Msq.Api.Facades;

/// <summary>
/// Says another program's transaction in the words of <c>POST /relay/direct</c>, whose checks then count for it. What Msq has no word for is left out: prices above all, which the
/// relayer finds by the speed.
/// </summary>
internal static class DirectCall
{
    private const string DefaultSpeed = "average";

    /// <summary>Translates.</summary>
    /// <param name="foreign">An object.</param>
    /// <param name="names">How it calls its fields.</param>
    /// <param name="pool">The pool that it goes to.</param>
    public static JsonObject Translate(JsonElement foreign, DirectCallNames names, string pool)
    {
        var direct = new JsonObject { ["pool"] = pool, ["speed"] = Word(foreign, "speed") ?? DefaultSpeed };
        if (Value(foreign, "to") is { } to)
            direct["to"] = JsonNode.Parse(to.GetRawText());
        if ((Value(foreign, "data") ?? Value(foreign, "input")) is { } data)
            direct["data"] = Data(data);
        if (Value(foreign, "value") is { } value)
            direct["value"] = ForeignNumber.Text(value);
        if (names.GasLimit.Select(name => Value(foreign, name)).FirstOrDefault(found => found is not null) is { } gas)
            direct["gasLimit"] = ForeignNumber.Text(gas);
        if (Value(foreign, names.ValidUntil) is { } until)
            direct["validUntil"] = JsonNode.Parse(until.GetRawText());
        return direct;
    }

    // Whoever checks it wants the prefix.
    private static JsonNode? Data(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.String)
            return JsonNode.Parse(data.GetRawText());
        var text = data.GetString()!;
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? $"0x{text[2..]}" : $"0x{text}";
    }

    private static string? Word(JsonElement json, string name) => Value(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Value(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;
}

/// <summary>How a program calls the fields of a transaction where it differs from others.</summary>
/// <param name="GasLimit">The names of the gas limit.</param>
/// <param name="ValidUntil">The name of the time after which nothing may be sent.</param>
internal sealed record DirectCallNames(IReadOnlyList<string> GasLimit, string ValidUntil)
{
    /// <summary>Defender's, and those of <c>eth_sendTransaction</c>.</summary>
    public static DirectCallNames Defender { get; } = new(["gasLimit", "gas"], "validUntil");

    /// <summary>OZ Relayer's.</summary>
    public static DirectCallNames OzRelayer { get; } = new(["gas_limit"], "valid_until");
}
