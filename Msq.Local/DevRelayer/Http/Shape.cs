using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Msq.Local.DevRelayer.Http;

/// <summary>
/// Reads typed fields out of a JSON object and words a wrong shape as Rust's serde does, because the original hands
/// those sentences to its clients. Fields are visited in the order of their names, so the first wrong one is named.
/// </summary>
internal static class Shape
{
    /// <summary>Visits the object's fields in the order of their names.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Fields(JsonElement body, string structName)
    {
        if (body.ValueKind != JsonValueKind.Object) throw InvalidType(body, $"struct {structName}");
        // A repeated field counts as its last one.
        return body.EnumerateObject().GroupBy(field => field.Name, StringComparer.Ordinal)
            .OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, field.Last().Value));
    }

    public static string? OptionalString(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => throw InvalidType(value, "a string"),
    };

    public static string String(JsonElement value) => OptionalString(value) ?? throw InvalidType(value, "a string");

    public static bool Bool(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw InvalidType(value, "a boolean"),
    };

    /// <summary>A JSON integer of at most 64 bits; larger literals have become floats before the original looks at the type.</summary>
    public static ulong? OptionalInteger(JsonElement value, string type)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.Number) throw InvalidType(value, type);
        if (IsInteger(value) && value.TryGetUInt64(out var number)) return number;
        if (IsInteger(value) && value.TryGetInt64(out var negative)) throw ApiException.BadRequest($"invalid value: integer `{negative}`, expected {type}");
        throw InvalidType(value, type);
    }

    public static string? OptionalVariant(JsonElement value, params string[] variants)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) throw InvalidType(value, "string or map");
        var word = value.GetString()!;
        if (variants.Contains(word, StringComparer.Ordinal)) return word;
        throw ApiException.BadRequest($"unknown variant `{word}`, expected one of {string.Join(", ", variants.Select(one => $"`{one}`"))}");
    }

    /// <summary>An unsigned 256-bit number: a decimal or prefixed string, or a JSON integer of at most 64 bits.</summary>
    public static BigInteger UInt256(JsonElement value)
    {
        const string Expected = "a 32 byte hex string";
        if (value.ValueKind == JsonValueKind.Number && IsInteger(value) && value.TryGetUInt64(out var small)) return small;
        if (value.ValueKind != JsonValueKind.String) throw InvalidType(value, Expected);
        var text = value.GetString()!;
        if (text.Length == 0) return BigInteger.Zero;
        if (TryParse(text) is { } number && number.GetBitLength() <= 256) return number;
        throw ApiException.BadRequest($"invalid value: string {Quoted(text)}, expected {Expected}");
    }

    public static ApiException MissingField(string name) => ApiException.BadRequest($"missing field `{name}`");

    public static ApiException InvalidType(JsonElement value, string expected) => ApiException.BadRequest($"invalid type: {Describe(value)}, expected {expected}");

    private static BigInteger? TryParse(string text)
    {
        var (numberBase, digits) = text.Length < 2 ? (10, text) : text[..2] switch
        {
            "0x" or "0X" => (16, text[2..]),
            "0o" or "0O" => (8, text[2..]),
            "0b" or "0B" => (2, text[2..]),
            _ => (10, text),
        };
        var number = BigInteger.Zero;
        foreach (var digit in digits)
        {
            var worth = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : 99;
            if (worth >= numberBase || digits.Length > 256) return null;
            number = (number * numberBase) + worth;
        }

        return number;
    }

    private static bool IsInteger(JsonElement number) => number.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True => "boolean `true`",
        JsonValueKind.False => "boolean `false`",
        JsonValueKind.Array => "sequence",
        JsonValueKind.Object => "map",
        JsonValueKind.String => $"string {Quoted(value.GetString()!)}",
        _ when IsInteger(value) && (value.TryGetUInt64(out _) || value.TryGetInt64(out _)) => $"integer `{value.GetRawText()}`",
        _ => $"floating point `{Float(value.GetDouble())}`",
    };

    private static string Float(double number) =>
        number == Math.Floor(number) ? number.ToString("F1", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
