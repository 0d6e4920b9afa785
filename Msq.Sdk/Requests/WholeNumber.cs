using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Msq.Sdk.Requests;

/// <summary>Whole numbers of any size, never through floating point: written as decimal strings; read as these, as 0x and hex digits, and as JSON numbers in digits.</summary>
internal sealed class WholeNumber : JsonConverter<BigInteger>
{
    public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.String => reader.GetString()!,
            var other => throw new JsonException($"a {other} is no whole number"),
        };
        return Parse(text, out var number) ? number : throw new JsonException($"'{text}' is no whole number");
    }

    public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));

    private static bool Parse(string text, out BigInteger number) => text.StartsWith("0x", StringComparison.Ordinal)
        // The zero in front: the highest bit is no sign.
        ? BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
