using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Msq.Local.Conversion;

/// <summary>Reads fields that may be missing.</summary>
internal static class ForeignJson
{
    /// <summary>A text that is not empty; null when there is none.</summary>
    public static string? Word(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number above zero, written as a number or a text, in decimal digits; null when there is none.</summary>
    public static string? Whole(this JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return null;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!;
        return text.Length < 100 && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.Sign > 0 ? number.ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>A list of texts; empty when there is none.</summary>
    public static IReadOnlyList<string> Words(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];
}
